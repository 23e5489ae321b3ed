"""What an object store's answers mean, whichever library has asked."""

import re
from collections.abc import Iterable

from sales_platform.problems.raised import Raised

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"}
_MISSING = {"404", "NoSuchBucket"}
_OF_BOTO = {"BotoCoreError", "ClientError"}
_OF_RUST = re.compile(r"Generic S3 error|Error performing (?:GET|PUT|POST|DELETE|HEAD|list)")
_STATUS = re.compile(r"status(?: code)?:? (\d{3})|\((\d{3})\) when calling")
_CODE = re.compile(r"<Code>(\w+)</Code>|An error occurred \((\w+)\) when calling")
_NO_CREDENTIALS = {"NoCredentialsError", "PartialCredentialsError", "ProfileNotFound"}
_HTTP_DENIED, _HTTP_ELSEWHERE = 403, (301, 307, 400)


def answer_of_store(what: str, status: int | None, code: str, *, region: str, there: str | None = None) -> str:
    """What an answer that is an error means, in one sentence.

    Args:
        what: was being used, in words.
        status: of HTTP.
        code: S3's own.
        region: that was asked.
        there: the region that the answer names.
    """
    if code in _MISSING:
        another = "name another with S3_BUCKET_NAME, SALES_LANDING or SALES_LAKE"
        return f"There is no {what.removeprefix('the ')}: create it, or {another}."
    if code in _EXPIRED:
        return f"The AWS credentials have expired, so S3 refuses access to {what} ({code}): log in again, or set new keys."
    if status == _HTTP_DENIED or code == "AccessDenied":
        return (
            f"S3 refuses access to {what} ({code}): check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (or the profile or role) and"
            " what they are allowed to do."
        )
    if status in _HTTP_ELSEWHERE:
        return f"S3 cannot use {what} from the region '{region}'; it may be in {there or 'another region'}: set AWS_REGION."
    return f"S3 failed on {what} ({status} {code}): try again later."


def no_answer_of_store(what: str, problem: str) -> str:
    """What to say when a store does not answer."""
    return f"The S3 endpoint of {what} does not answer ({problem}): check the address and the network."


NO_CREDENTIALS = "No AWS credentials were found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use a profile or a role."


def of_store(chain: Iterable[Raised]) -> Raised | None:
    """The error of a chain that is of the store, or of the way to it."""
    return next((one for one in chain if one.names & _OF_BOTO or _OF_RUST.search(one.text)), None)


def store_sentence(error: Raised, what: str, region: str) -> str:
    """An error of the store, as boto3, delta-rs or the engine has it, in one sentence."""
    if error.names & _NO_CREDENTIALS:
        return NO_CREDENTIALS
    status, code = _STATUS.search(error.text), _CODE.search(error.text)
    if status is None and code is None:
        return no_answer_of_store(what, error.line)
    number = int(next(filter(None, status.groups()))) if status else None
    return answer_of_store(what, number, next(filter(None, code.groups())) if code else "no code", region=region)
