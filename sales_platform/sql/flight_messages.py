"""The messages of Arrow Flight SQL that the server reads and writes, as the protocol's FlightSql.proto has them."""

from typing import Any

from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, message, message_factory

_PACKAGE = "arrow.flight.protocol.sql"
_STRING, _BYTES, _BOOL, _UINT32 = 9, 12, 8, 13
"""Types of fields, as numbered in protobuf's descriptor.proto."""
_MANY = 1_000
"""Added to the type of a field that is repeated."""

_FIELDS: dict[str, dict[str, tuple[int, int]]] = {
    "CommandStatementQuery": {"query": (1, _STRING)},
    "TicketStatementQuery": {"statement_handle": (1, _BYTES)},
    "ActionCreatePreparedStatementRequest": {"query": (1, _STRING)},
    "ActionCreatePreparedStatementResult": {
        "prepared_statement_handle": (1, _BYTES),
        "dataset_schema": (2, _BYTES),
        "parameter_schema": (3, _BYTES),
    },
    "CommandPreparedStatementQuery": {"prepared_statement_handle": (1, _BYTES)},
    "ActionClosePreparedStatementRequest": {"prepared_statement_handle": (1, _BYTES)},
    "CommandGetCatalogs": {},
    "CommandGetDbSchemas": {"catalog": (1, _STRING), "db_schema_filter_pattern": (2, _STRING)},
    "CommandGetTables": {
        "catalog": (1, _STRING),
        "db_schema_filter_pattern": (2, _STRING),
        "table_name_filter_pattern": (3, _STRING),
        "table_types": (4, _STRING + _MANY),
        "include_schema": (5, _BOOL),
    },
    "CommandGetTableTypes": {},
    "CommandGetSqlInfo": {"info": (1, _UINT32 + _MANY)},
}


def _declare() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(name="sales_platform/flight_sql.proto", package=_PACKAGE, syntax="proto3")
    for name, fields in _FIELDS.items():
        kind = file.message_type.add(name=name)
        for field, (number, form) in fields.items():
            kind.field.add(name=field, number=number, type=form % _MANY, label=3 if form >= _MANY else 1)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")) for name in _FIELDS}


_CLASSES = _declare()


def unpack(data: bytes) -> tuple[str, Any] | None:
    """The name and the message in the envelope in which Flight SQL sends everything; None when it is none of those above."""
    envelope = any_pb2.Any()
    try:
        envelope.ParseFromString(data)
        name = envelope.type_url.rpartition("/")[2].removeprefix(f"{_PACKAGE}.")
        return (name, _CLASSES[name].FromString(envelope.value)) if name in _CLASSES else None
    except message.DecodeError:
        return None


def pack(name: str, **fields: Any) -> bytes:  # noqa: ANN401 - the fields of the message
    """A message in its envelope."""
    envelope = any_pb2.Any()
    envelope.Pack(_CLASSES[name](**fields))
    return bytes(envelope.SerializeToString())
