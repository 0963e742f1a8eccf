// What the site tells while it lives. Silence is told too: a page that goes on showing "good" while nothing comes is worse than none.

const patience = 5000;

export function follow({ status, events, silent }) {
  let heard = null;
  let source = null;

  function open() {
    source?.close();
    source = new EventSource("api/live");
    source.addEventListener("status", (message) => {
      heard = Date.now();
      status(JSON.parse(message.data));
    });
    source.addEventListener("events", (message) => events(JSON.parse(message.data)));
    // The browser tries again by itself, unless it was refused: then it must be told to.
    source.addEventListener("error", () => {
      silent(heard === null ? null : Date.now() - heard);
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000);
    });
  }

  open();
  const begun = Date.now();
  setInterval(() => {
    const quiet = Date.now() - (heard ?? begun);
    if (quiet > patience) silent(heard === null ? null : quiet);
  }, 1000);
}
