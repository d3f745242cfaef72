"""Print the DAGs of a folder as one JSON object; a program, for an Airflow home of its own."""

import json
import sys
from typing import Any

from airflow.dag_processing.dagbag import DagBag


def describe_task(task: Any) -> dict[str, Any]:
    mapped = getattr(task, "partial_kwargs", {})
    return {
        "retries": task.retries,
        "retry_delay": task.retry_delay.total_seconds(),
        "backoff": task.retry_exponential_backoff,
        "max_retry_delay": task.max_retry_delay and task.max_retry_delay.total_seconds(),
        "pool": task.pool,
        "label": mapped.get("map_index_template"),
        "outlets": [outlet.uri for outlet in task.outlets or []],
        "after": sorted(task.upstream_task_ids),
        "rule": task.trigger_rule.value,
    }


def describe_dag(dag: Any) -> dict[str, Any]:
    condition = getattr(dag.timetable, "asset_condition", None)
    return {
        "doc": dag.doc_md,
        "catchup": dag.catchup,
        "max_active_runs": dag.max_active_runs,
        "waits_for": [asset.uri for asset in condition.objects] if condition else [],
        "start_date": dag.start_date and dag.start_date.isoformat(),
        "tasks": {task.task_id: describe_task(task) for task in dag.tasks},
    }


def main(folder: str) -> None:
    sys.path.insert(0, folder)
    bag = DagBag(folder)
    described = {
        "errors": bag.import_errors,
        "seconds": {stat.file: stat.duration.total_seconds() for stat in bag.dagbag_stats},
        "dags": {name: describe_dag(dag) for name, dag in bag.dags.items()},
    }
    sys.stdout.write(json.dumps(described) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
