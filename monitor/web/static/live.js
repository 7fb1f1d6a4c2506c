// Asks for the changing part every two seconds; a page in the background waits.
setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch('/_status').catch(() => null);
  const box = document.getElementById('status');
  if (answer && answer.ok) box.innerHTML = await answer.text();
  box.classList.toggle('stale', !(answer && answer.ok));
}, 2000);
