from apps.reconciliation.models.decision import Decision
from apps.reconciliation.models.match import Match, MatchItem
from apps.reconciliation.models.rule_set import BackTest, RuleSet
from apps.reconciliation.models.run import Run, RunChunk, RunLine, RunPart, RunProgress, RunReport, RunWork

__all__ = ["BackTest", "Decision", "Match", "MatchItem", "RuleSet", "Run", "RunChunk", "RunLine", "RunPart", "RunProgress", "RunReport", "RunWork"]
