"""Watching: a workspace's files are made anew as they change; what is faulty stays as it was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from monitor.recalling import again, recalled
from monitor.renewing import Renewal
from monitor.rulebook.cachefile import CacheFile
from monitor.rulebook.diagnostic import Diagnostic, Faults
from monitor.rulebook.edition import Reads
from monitor.rulebook.folder import Stamp, contents, is_elsewhere
from monitor.rulebook.overlaps import vetoes_in
from monitor.rulebook.reload import Edited, Edits, Reload
from monitor.rulebook.storing import Recalled
from monitor.rulebook.trial import trial
from monitor.workspace import Files, Workspace


@dataclass(slots=True, kw_only=True)
class _Maker:
    """Makes a workspace's files anew for `Reload`; at a start from the cache, where it can."""

    space: Workspace
    cache: CacheFile
    renewal: Renewal
    _recalled: Recalled | None = None  # until it was used
    _known: frozenset[str] = frozenset()  # files, by their stamps

    def trusted(self, stamps: Mapping[str, Stamp]) -> frozenset[str]:
        """Give the files that the cache knows by their stamps."""
        self._recalled = recalled(self.cache)
        self._known = self._recalled.trusted(stamps) if self._recalled else frozenset()
        return self._known

    def load(self, texts: Mapping[str, bytes]) -> Edited[Files]:
        return self._again(texts) or self._anew(texts)

    def _again(self, texts: Mapping[str, bytes]) -> Edited[Files] | None:
        """Load what was stored, and read only what is not the same; None if that cannot be."""
        found, self._recalled = self._recalled, None
        if found is None:
            return None
        faults, known = Faults(), self._known.difference(texts)
        files = again(self.space, found, texts, known=known, faults=faults)
        if files is None:
            return None
        self.renewal.kept(files.rulebook)
        return Edited(value=files, diagnostics=faults.sorted(), looked=frozenset(texts))

    def _anew(self, texts: Mapping[str, bytes]) -> Edited[Files]:
        """Load everything, also files whose texts were not given as they are known."""
        faults = Faults()
        every = {**contents(self.space.rules, faults=faults, but=texts), **texts}
        files = self.space.read(every, faults=faults, whole=False)
        vetoes = vetoes_in(files.rulebook.ground, files.rulebook.compiler.forms)
        if vetoes:  # they would keep back what they should not: such a file stays out
            wrong = {fault.file for fault in vetoes}
            sound = {name: text for name, text in every.items() if name not in wrong}
            files = self.space.read(sound, faults=Faults(), whole=False)
        found = (*faults.sorted(), *vetoes)
        value = replace(files, rulebook=files.rulebook.settled())
        return Edited(value=value, diagnostics=found, looked=frozenset(every))

    def edit(self, files: Files, edits: Edits, reads: Reads) -> Edited[Files]:
        faults = Faults()
        edited = self.space.edit(files, edits, reads=reads, faults=faults)
        elsewhere = filter(is_elsewhere, edited.texts if edited.routes != files.routes else ())
        looked = edited.rulebook.looked.union(edits.changes, elsewhere)
        return Edited(value=edited, diagnostics=faults.sorted(), looked=looked)

    def trial(self, files: Files, edits: Edits, reads: Reads) -> tuple[Diagnostic, ...]:
        faults = Faults()
        named = self.space.named(files, edits.changes)
        editor = self.space.editor(named, faults=faults, reads=reads, whole=True)
        return trial(files.rulebook, edits.changes, editor=editor)


def watching(
    space: Workspace, renewal: Renewal, tell: Callable[[Diagnostic], None]
) -> Reload[Files]:
    """Watch a workspace's files: what a faulty one said when it was last good stays in force.

    `renewal` hears whether a start came from the cache.
    """
    maker = _Maker(space=space, cache=renewal.cache, renewal=renewal)
    return Reload(space.rules, data=space.data, maker=maker, tell=tell, trusted=maker.trusted)
