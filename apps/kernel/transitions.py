"""State machines as data. One declaration is read by the row path, the set path, the admin, the API and the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, transition

from apps.kernel.errors import Bug, Reason, Text

Condition = Q | Callable[[Mapping[str, Any]], Q]


@dataclass(frozen=True)
class Guard:
    """A rule that must hold for the row at the moment of the change, as a WHERE that is true when allowed.

    `condition` is a Q (EXISTS subqueries included, never a join) or a function from the act's parameters
    to a Q. It is annotated on the locked row, so that all failing guards are known at once.
    """

    code: str
    condition: Condition
    message: Text

    def where(self, params: Mapping[str, Any]) -> Q:
        """The condition with the act's parameters filled in."""
        return self.condition(params) if callable(self.condition) else self.condition

    @property
    def reason(self) -> Reason:
        return Reason(self.code, self.message)


@dataclass(frozen=True)
class Transition:
    """One named change of one kind of thing.

    `targets` empty: the state is kept (an edit). One target: the state after. Several: the act says which
    by `batch.to(row, state)`. `sources` empty: any state. `needs` names what a person must give
    ("reason"). `by` says who may: "person", "job" or "engine" (approvals, reconciliation).
    """

    name: str
    subject: str
    permission: str
    journal_type: str
    label: Text
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    guards: tuple[Guard, ...] = ()
    needs: tuple[str, ...] = ()
    by: str = "person"
    schema_version: int = 1

    @property
    def keeps_state(self) -> bool:
        return not self.targets

    @property
    def method(self) -> str:
        """The name of the row's django-fsm method: the verb, unless Django's own models use it."""
        return f"{self.name}_" if hasattr(Model, self.name) else self.name


@dataclass(frozen=True)
class Creation:
    """The act that brings a thing into being."""

    subject: str
    permission: str
    journal_type: str
    label: Text
    name: str = "create"
    schema_version: int = 1


class Machine:
    """The closed state machine of one model: its states, its transitions, and the FSM methods made of them."""

    def __init__(self, subject: str, *transitions: Transition, label: Text, field: str = "state") -> None:
        self.subject = subject
        self.label = label
        self.field = field
        self.transitions: dict[str, Transition] = {}
        for item in transitions:
            if item.subject != subject:
                raise Bug(f"{item.name} is declared for {item.subject}, not {subject}")
            if item.name in self.transitions:
                raise Bug(f"{subject}.{item.name} is declared twice")
            self.transitions[item.name] = item

    def __iter__(self) -> Iterator[Transition]:
        return iter(self.transitions.values())

    def __getitem__(self, name: str) -> Transition:
        return self.transitions[name]

    def methods(self) -> type:
        """An abstract model with one django-fsm method a transition; put it before the model's base class.

        The methods refuse to run unless the act runner has taken the row in hand. (An abstract model and no
        plain mixin, since migrations name plain mixins as bases and could not import this one.)
        """
        body: dict[str, Any] = {
            "__module__": __name__,
            "Meta": type("Meta", (), {"abstract": True}),
            "machine": self,
        }
        for item in self.transitions.values():
            body[item.method] = self._method(item)
        base: Any = type(Model)
        made: type = base(f"{self.subject.title().replace('_', '')}Machine", (Model,), body)
        return made

    def _method(self, item: Transition) -> Callable[..., Any]:
        def change(row: Model, target: str | None = None) -> str | None:
            return target

        change.__name__ = item.method
        change.__doc__ = f"{item.subject}: {item.name}. Runs only inside an act."
        target: Any = None
        if len(item.targets) == 1:
            target = item.targets[0]
        elif item.targets:
            target = RETURN_VALUE(*item.targets)
        source: Any = list(item.sources) or "*"
        made: Callable[..., Any] = transition(
            field=self.field, source=source, target=target, conditions=[_in_hand_of(item)], custom={"label": item.label}
        )(change)
        return made


def _in_hand_of(item: Transition) -> Callable[[Model], bool]:
    def condition(row: Model) -> bool:
        return row.__dict__.get("_in_act") == item.name

    condition.__name__ = f"in_act_{item.name}"
    return condition


def wrong_state(item: Transition, state_label: Text) -> Reason:
    """The reason given when the row's state is not among the sources."""
    return Reason(
        "wrong_state",
        _("“%(act)s” is not possible while the state is “%(state)s”."),
        params={"act": item.label, "state": state_label},
    )
