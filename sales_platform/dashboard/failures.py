"""What no page expects: the browser is told one sentence, the log has the error."""

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from sales_platform.errors import OutsideError, UserError
from sales_platform.problems.edge import told_error
from sales_platform.problems.found import Deed


def add_failures(server: Flask) -> None:
    """Answer an error with a sentence: with status 503 where something outside of the platform failed, else with 500."""

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        sentence = told_error(error, Deed(place="the lake"))
        status = 503 if isinstance(sentence, UserError | OutsideError) else 500
        return Response(f"{sentence}\n", status, mimetype="text/plain")
