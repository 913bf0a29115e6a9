"""What exchanges are asked for, page after page, until their trades cover a window: addresses, no sockets.

Each page begins with the last trade of the page before it, so that the pages hang together. Sources: the exchanges' own
documentation of these endpoints; that Gemini answers with the oldest trades after a moment is a guess.
"""

from collections.abc import Callable, Mapping

from tracer.reserve.price.numbers import SECOND
from tracer.reserve.price.trades import Trades
from tracer.reserve.price.windows import Window

BEFORE = 15 * 60
"""Seconds before the window from which on trades are asked for, so that one before it is among them."""

SERVERS: Mapping[str, str] = {
    "kraken": "https://api.kraken.com",
    "bitstamp": "https://www.bitstamp.net",
    "coinbase": "https://api.exchange.coinbase.com",
    "bitfinex": "https://api-pub.bitfinex.com",
    "gemini": "https://api.gemini.com",
}

_MILLI = 1000
"""Microseconds; milliseconds of a second."""


def question(exchange: str, window: Window, page: Trades | None) -> str | None:
    """Return what to ask for next, a path with its query; None: the trades cover the window.

    Args:
        exchange: one of `SERVERS`.
        window: what is to be covered.
        page: the trades of the answer before; None: nothing was asked yet.
    """
    return _QUESTIONS[exchange](window, page)


def _forwards(first: str, since: Callable[[int], str]) -> Callable[[Window, Trades | None], str | None]:
    """Return the questions of an exchange that is asked from a moment on; `since` writes microseconds."""

    def ask(window: Window, page: Trades | None) -> str | None:
        if page is None:
            return first + since((window.begins - BEFORE) * SECOND)
        if page and max(page.times) >= window.ends * SECOND:
            return None
        return first + since(max(page.times, default=window.ends * SECOND))

    return ask


def _coinbase(window: Window, page: Trades | None) -> str | None:
    """Ask for the newest trades, then for those up to the oldest that came, it included."""
    path = "/products/BTC-USD/trades?limit=1000"
    if page is None:
        return path
    if not page or min(page.times) < window.begins * SECOND:
        return None
    return f"{path}&after={min(page.ids) + 1}"


def _bitstamp(window: Window, page: Trades | None) -> str | None:
    """Ask for the trades of the last day, which come in one answer."""
    del window
    return "/api/v2/transactions/btcusd/?time=day" if page is None else None


_QUESTIONS: Mapping[str, Callable[[Window, Trades | None], str | None]] = {
    "kraken": _forwards("/0/public/Trades?pair=XBTUSD&count=1000&since=", lambda at: str(at * _MILLI - 1)),
    "bitstamp": _bitstamp,
    "coinbase": _coinbase,
    "bitfinex": _forwards("/v2/trades/tBTCUSD/hist?limit=10000&sort=1&start=", lambda at: str(at // _MILLI)),
    "gemini": _forwards("/v1/trades/btcusd?limit_trades=500&timestamp=", lambda at: str(at // _MILLI)),
}
