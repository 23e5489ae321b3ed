"""Checks, before anything is read or written, that the landing and the lake of the settings can be used."""

from sales_platform.settings import Settings, is_s3
from sales_platform.storage.lock import open_lock_file


def connect(settings: Settings, *, landing: bool = True, writing: bool = True) -> None:
    """Check what the settings name, within seconds; a local landing is checked when it is opened.

    Args:
        landing: whether the landing is used as well as the lake.
        writing: whether the lake is written.

    Raises:
        UserError: something cannot be used; the sentence says what and why.
    """
    addresses = [settings.lake, *([settings.landing] if landing else [])]
    if any(map(is_s3, addresses)):
        _connect_s3([address for address in addresses if is_s3(address)])
    if not writing:
        return
    if is_s3(settings.lake):
        from sales_platform.storage.s3 import S3Address, check_conditional_writes  # noqa: PLC0415 - as below

        check_conditional_writes(S3Address.parse(settings.lake))
    else:
        open_lock_file(settings.lake).close()


def _connect_s3(addresses: list[str]) -> None:
    from sales_platform.storage.s3 import S3Address, check_bucket, prepare_environment  # noqa: PLC0415 - boto3 is for those who use it

    prepare_environment()
    for bucket in {S3Address.parse(address).bucket for address in addresses}:
        check_bucket(S3Address(bucket, ""))
