"""An Arrow Flight SQL server whose statements are judged and answered as those of the command ``sql`` are.

Sail has a Flight SQL server of its own, but it takes writes and reads any file of the machine for whoever can connect, and
cannot list its tables.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyarrow import flight

from sales_platform.problems.edge import SENTENCES, is_foreign, told_error
from sales_platform.problems.found import Deed
from sales_platform.sql.answers import Answers
from sales_platform.sql.flight_catalog import catalog_rows, catalog_schema
from sales_platform.sql.flight_messages import pack, unpack

_CREATE, _CLOSE = "CreatePreparedStatement", "ClosePreparedStatement"


class FlightSqlServer(flight.FlightServerBase):  # type: ignore[misc] # pyarrow has no types
    """Answers queries, prepared ones without parameters included, and lists catalogs, schemas (layers) and tables.

    It keeps nothing between calls: a ticket is the statement itself, which is judged each time it comes in.

    Args:
        answers: what is asked.
        host, port: where to listen; port 0 is any free one.
    """

    def __init__(self, answers: Answers, host: str, port: int) -> None:
        super().__init__(flight.Location.for_grpc_tcp(host, port))
        self._answers = answers

    def get_flight_info(self, _context: Any, descriptor: flight.FlightDescriptor) -> flight.FlightInfo:  # noqa: ANN401
        """Columns and ticket of a query or of a list."""
        name, command = _known(descriptor.command or b"")  # a path has none
        if name in ("CommandStatementQuery", "CommandPreparedStatementQuery"):
            text = _text(name, command)
            with _told():
                schema = self._answers.schema(text)
            ticket = pack("TicketStatementQuery", statement_handle=text.encode())
        else:
            schema, ticket = catalog_schema(name, command), descriptor.command
        return flight.FlightInfo(schema, descriptor, [flight.FlightEndpoint(ticket, [])], -1, -1)

    def get_schema(self, context: Any, descriptor: flight.FlightDescriptor) -> flight.SchemaResult:  # noqa: ANN401
        """Columns of a query or of a list."""
        return flight.SchemaResult(self.get_flight_info(context, descriptor).schema)

    def do_get(self, _context: Any, ticket: flight.Ticket) -> flight.FlightDataStream:  # noqa: ANN401
        """The rows, as they are computed."""
        name, command = _known(ticket.ticket)
        if name != "TicketStatementQuery":
            with _told():
                return flight.RecordBatchStream(catalog_rows(name, command, self._answers))
        with _told():
            rows = self._answers.rows(command.statement_handle.decode())
        return flight.GeneratorStream(rows.schema, _batches(rows))

    def do_action(self, _context: Any, action: flight.Action) -> Iterator[bytes]:  # noqa: ANN401
        """Prepare a statement, whose handle is the statement itself, or forget it."""
        name, request = _known(action.body.to_pybytes())
        if action.type == _CREATE and name == "ActionCreatePreparedStatementRequest":
            with _told():
                schema = self._answers.schema(request.query)
            yield pack(
                "ActionCreatePreparedStatementResult",
                prepared_statement_handle=request.query.encode(),
                dataset_schema=schema.serialize().to_pybytes(),
                parameter_schema=pa.schema([]).serialize().to_pybytes(),
            )
        elif action.type != _CLOSE:
            raise _refusal()

    def list_actions(self, _context: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """What ``do_action`` knows."""
        return [(_CREATE, "Prepares a query."), (_CLOSE, "Forgets a prepared query.")]

    def do_put(self, *_call: Any) -> None:  # noqa: ANN401
        """Refused: it would write, or bind parameters."""
        raise _refusal()


class _told:  # noqa: N801 - reads as a word of the with statement
    """Hand an error's sentence to the client, as the one kind of error that goes without the server's traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, SENTENCES) or (
            error is not None and is_foreign(error) and not isinstance(error, flight.FlightError)
        ):
            sentence = str(told_error(error, Deed(place="the lake")))
            raise flight.FlightServerError(sentence.rstrip(".")) from None  # the client puts a full stop after it


def _batches(rows: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    with _told():
        yield from rows


def _known(data: bytes) -> tuple[str, Any]:
    if (found := unpack(data)) is None:
        raise _refusal()
    return found


def _text(name: str, command: Any) -> str:  # noqa: ANN401 - a message
    return str(command.query if name == "CommandStatementQuery" else command.prepared_statement_handle.decode())


def _refusal() -> flight.FlightServerError:
    return flight.FlightServerError("Only queries are answered here; nothing can be written")
