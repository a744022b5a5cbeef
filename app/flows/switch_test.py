"""An A/B test begins or ends: blocks of pages that show by it are made new at once."""

from uuid import UUID

from app.domains.experiments import service as experiments
from app.flows.refresh_pages import refresh_pages


def start(experiment_id: UUID) -> None:
    """From now on visitors get their variant. Raises UnknownExperiment, NotNow."""
    experiments.start(experiment_id)
    refresh_pages()


def stop(experiment_id: UUID) -> None:
    """From now on everybody gets A. Raises UnknownExperiment, NotNow."""
    experiments.stop(experiment_id)
    refresh_pages()
