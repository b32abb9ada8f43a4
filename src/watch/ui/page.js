// Follows changes: waits until the service says that there are some, then shows the page anew.
// The page is complete without this.
"use strict";

(() => {
  const live = document.getElementById("live");
  const main = () => document.querySelector("main");
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));

  const say = (text, good) => {
    live.textContent = text;
    live.className = good ? "good" : "bad";
  };

  // Puts what the page is now in the place of what it was.
  const refresh = async () => {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    main().replaceWith(document.adoptNode(page.querySelector("main")));
    document.title = page.title;
  };

  const follow = async () => {
    say("live", true);
    // Whoever only passes by leaves nothing waiting.
    await pause(500);
    while (main().dataset.sequence) {
      try {
        // A change settles a moment after it was made, which is no event.
        while (main().querySelector("[data-unsettled]")) {
          await pause(1000);
          await refresh();
        }
        const answer = await fetch("/_ui/changes?after=" + main().dataset.sequence);
        if (!answer.ok) throw new Error(answer.statusText);
        say("live", true);
        if (answer.status === 200) {
          await refresh();
          await pause(1000);
        }
      } catch {
        say("not connected", false);
        await pause(5000);
      }
    }
    // What is shown is gone.
    say("", true);
  };

  follow();
})();
