"""What MySQL would leave out in silence is an error on every database."""

from django.db import models
from django.db.models.functions import Lower
from django.test.utils import isolate_apps

from apps.telemetry.checks import refuse_what_mysql_skips


def _codes(constraints=(), indexes=()):
    with isolate_apps("apps.telemetry"):

        class Sample(models.Model):
            name = models.CharField(max_length=10)
            state = models.CharField(max_length=10)

            class Meta:
                app_label = "telemetry"

        Sample._meta.constraints, Sample._meta.indexes = list(constraints), list(indexes)

        class Config:
            name = "apps.telemetry"

            @staticmethod
            def get_models(**kwargs):
                return [Sample]

        return [error.id for error in refuse_what_mysql_skips([Config])]


def test_plain_constraints_and_indexes_pass():
    constraints = [
        models.UniqueConstraint(fields=["name"], name="one"),
        models.CheckConstraint(condition=~models.Q(name=""), name="two"),
    ]
    assert _codes(constraints, [models.Index(fields=["name", "-state"], name="three")]) == []


def test_a_conditional_unique_constraint_is_an_error():
    constraint = models.UniqueConstraint(fields=["name"], condition=models.Q(state="open"), name="one")
    assert _codes([constraint]) == ["telemetry.E036"]


def test_a_unique_constraint_over_an_expression_is_an_error():
    assert _codes([models.UniqueConstraint(Lower("name"), name="one")]) == ["telemetry.E044"]


def test_an_index_over_an_expression_is_an_error():
    assert _codes([], [models.Index(Lower("name"), name="one")]) == ["telemetry.E043"]


def test_a_conditional_index_is_an_error():
    assert _codes([], [models.Index(fields=["name"], condition=models.Q(state="open"), name="one")]) == ["telemetry.E037"]


def test_all_models_of_the_product_pass():
    assert refuse_what_mysql_skips() == []
