let version = document.querySelector('main').dataset.version;
setInterval(async () => {
  const answer = await fetch('/_view?version=' + version).catch(() => null);
  if (!answer || answer.status !== 200) return;
  const box = document.querySelector('main');
  box.innerHTML = await answer.text();
  version = box.querySelector('[data-version]').dataset.version;
}, 1000);
