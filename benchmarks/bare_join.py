"""What a person of data would write: lines matched with invoices by a bare polars join, to hold the engine's time against.

Of the same columns as the engine (texts, amounts, IBANs, tax ids, numbers, open amounts), already in frames when the clock starts, on
every core. Polars is no requirement of Oblik: pip install polars.

It does: the payer by IBAN, else by tax id; every number of the text, by one expression, in Cyrillic or Latin letters, with or
without dashes, blanks and leading zeros; a number's invoice by a join; one invoice paid exactly, in part, or with an excess; several
at once, by the sum of what they have open; no number: the payer's only invoice that is open for the amount; invoices of
another client than the payer are not settled.

It does not: running balances (two lines that pay one invoice both get it), the order of lines, other spellings, ranges and shortened
lists, numbers of other documents, contradictions, sums of unnamed invoices, answers as good, evidence, or why nothing fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apps.reconciliation.engine import ClientFacts, Line, OpenInvoice

NUMBER = r"(?i)\b(?:[рr][фf])[ \-/]?20\d\d[ \-/]?\d+"


def frames(clients: Sequence[ClientFacts], invoices: Sequence[OpenInvoice], lines: Sequence[Line]) -> tuple[Any, Any, Any]:
    """The columns of the facts as frames; not a part of what is timed."""
    import polars as pl

    return (
        pl.DataFrame({"client": [row.key for row in clients], "iban": [row.ibans[0] for row in clients], "tax_id": [row.tax_ids[0] for row in clients]}),
        pl.DataFrame({
            "number": [row.number for row in invoices], "owner": [row.client_key for row in invoices], "currency": [row.currency for row in invoices],
            "open": [row.open_minor for row in invoices],
        }),
        pl.DataFrame({
            "line": [row.key for row in lines], "amount": [row.amount_minor for row in lines], "currency": [row.currency for row in lines],
            "iban": [row.counterparty_iban for row in lines], "tax_id": [row.counterparty_tax_id for row in lines], "text": [row.remittance for row in lines],
        }),
    )  # fmt: skip


def _skeleton(text: Any) -> Any:
    """Year and serial of a number, without leading zeros: the series is always the same here."""
    import polars as pl

    digits = text.str.replace_all(r"\D", "")
    return digits.str.slice(0, 4).cast(pl.Int64) * 10_000_000 + digits.str.slice(4).cast(pl.Int64)


def join(clients: Any, invoices: Any, lines: Any) -> Any:
    """Rows of line, invoice, amount and rule: what is settled."""
    import polars as pl

    book = invoices.lazy().with_columns(key=_skeleton(pl.col("number")))
    by_iban = clients.lazy().select("iban", by_iban="client")
    by_tax = clients.lazy().select("tax_id", by_tax="client")
    paying = lines.lazy().with_row_index("at").filter(pl.col("amount") > 0)
    paying = paying.join(by_iban, on="iban", how="left").join(by_tax, on="tax_id", how="left").with_columns(payer=pl.coalesce("by_iban", "by_tax"))
    paying = paying.with_columns(found=pl.col("text").str.extract_all(NUMBER)).select("at", "line", "amount", "currency", "payer", "found").collect().lazy()
    named = paying.filter(pl.col("found").list.len() > 0).explode("found").with_columns(key=_skeleton(pl.col("found")))
    named = named.unique(["at", "key"], keep="first", maintain_order=True).join(book, on=["key", "currency"])
    named = named.filter(pl.col("payer").is_null() | (pl.col("payer") == pl.col("owner")))
    named = named.with_columns(count=pl.len().over("at"), sum=pl.col("open").sum().over("at"))
    one = named.filter((pl.col("count") == 1) & (pl.col("open") > 0)).select(
        "line", "number", pays=pl.min_horizontal("amount", "open"),
        rule=pl.when(pl.col("amount") == pl.col("open")).then(pl.lit("exact")).when(pl.col("amount") < pl.col("open")).then(pl.lit("part")).otherwise(pl.lit("over")),
    )  # fmt: skip
    several = named.filter((pl.col("count") > 1) & (pl.col("sum") == pl.col("amount"))).select("line", "number", pays="open", rule=pl.lit("several"))
    silent = paying.filter((pl.col("found").list.len() == 0) & pl.col("payer").is_not_null())
    silent = silent.join(book, left_on=["payer", "currency", "amount"], right_on=["owner", "currency", "open"])
    silent = silent.filter(pl.len().over("at") == 1).select("line", "number", pays="amount", rule=pl.lit("amount"))
    return pl.concat([one, several, silent]).collect()
