"""Findings in the words of a catalogue: their sentences are msgids, and what stands in them is said in its language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from agenda.findings.sentence import SINGULAR, Codes, Field, Named, Sentence, opened
from web.pages.change_fields import field_words
from web.pages.dates import date_in_words, locale_of
from web.pages.words import listed, words_for
from web.translations import SOURCE_LANGUAGE, interface_language, translations_for

if TYPE_CHECKING:
    import gettext
    from collections.abc import Iterable, Mapping

    from agenda.findings import Finding
    from agenda.findings.sentence import Value


@dataclass(frozen=True)
class Told:
    """How findings are told: in a language of the interface, with titles in the first of `wanted` that they have."""

    language: str
    translations: gettext.NullTranslations
    wanted: tuple[str, ...]

    @staticmethod
    def to(language: str) -> Told:
        """To a reader of that language."""
        return Told(interface_language(language), translations_for(language), (language,))

    def message(self, finding: Finding) -> str:
        """The finding's sentence."""
        return self.sentence(finding.sentence)

    def sentence(self, sentence: Sentence) -> str:
        """The sentence with its values; with an untranslated template it is the English one."""
        template = self.translations.gettext(sentence.template)
        return opened(template % {name: self._value(value) for name, value in sentence.values.items()})

    def _value(self, value: Value) -> str | int:
        if isinstance(value, Named):
            return self._named(value)
        if isinstance(value, Codes):
            return self._codes(value)
        if isinstance(value, Field):
            return self._field(value)
        return date_in_words(value, self.language) if isinstance(value, date) else value

    def _named(self, named: Named) -> str:
        _ = self.translations.gettext
        noun, title = noun_words(self.translations)[named.noun], named.words(*self.wanted)
        if named.noun == "outcome":
            return _("the outcome of item “%(id)s”") % {"id": named.identity}
        places = {"noun": noun, "title": title, "id": named.identity}
        if not title:
            return _("%(noun)s (%(id)s)") % places if named.identity else noun
        return (_("%(noun)s “%(title)s” (%(id)s)") if named.identity else _("%(noun)s “%(title)s”")) % places

    def _codes(self, codes: Codes) -> str:
        _ = self.translations.gettext
        words = words_for(self.translations)
        if codes.kind == "action":
            if self.language == SOURCE_LANGUAGE:
                return str(codes)  # "asks for decision"; other languages say "is listed for decision"
            return self._list(words.actions[code] for code in codes.codes)
        if codes.kind == "result":
            return self._list(_("“%(result)s”") % {"result": words.results[code]} for code in codes.codes)
        if codes.kind == "nouns":
            return self._list(plural_words(self.translations)[code] for code in codes.codes)
        names = locale_of(self.language).languages
        return self._list(names.get(code.replace("-", "_"), code) for code in codes.codes)

    def _list(self, words: Iterable[str]) -> str:
        return listed(self.translations, list(words))

    def _field(self, field: Field) -> str:
        """ "title of slot 1"."""
        _ = self.translations.gettext
        said = ""
        steps = field.within[1:].split("/")
        fields, parts = field_words(self.translations), part_words(self.translations)
        for position, step in enumerate(steps):
            if step.isdigit():
                continue
            following = steps[position + 1] if position + 1 < len(steps) else ""
            name = parts.get(SINGULAR.get(step, step)) or fields.get(step, step)
            numbered = f"{name} {int(following) + 1}" if following.isdigit() else name
            said = _("%(field)s of %(whole)s") % {"field": numbered, "whole": said} if said else numbered
        return said


@cache
def noun_words(translations: gettext.NullTranslations) -> Mapping[str, str]:
    """What an object of each noun is called before its title."""
    _ = translations.gettext
    return {
        "meeting": _("meeting"),
        "phase": _("phase"),
        "session": _("sitting"),
        "deadline": _("deadline"),
        "item": _("item"),
        "document": _("document"),
        "person": _("person"),
        "venue": _("venue"),
        "room": _("room"),
        "audience": _("audience"),
        "outcome": _("outcome"),
    }


@cache
def plural_words(translations: gettext.NullTranslations) -> Mapping[str, str]:
    """What several objects of each noun are called."""
    _ = translations.gettext
    return {
        "phase": _("phases"),
        "session": _("sittings"),
        "deadline": _("deadlines"),
        "item": _("items"),
        "document": _("documents"),
        "person": _("people"),
        "venue": _("venues"),
        "room": _("rooms"),
        "audience": _("audiences"),
        "outcome": _("outcomes"),
    }


@cache
def part_words(translations: gettext.NullTranslations) -> Mapping[str, str]:
    """What the parts without identity, and the fields of those, are called."""
    _ = translations.gettext
    return {
        "join link": _("join link"),
        "link": _("link"),
        "parent body": _("parent body"),
        "slot": _("step"),
        "speaker": _("speaker"),
        "label": _("label"),
        "role": _("role"),
    }
