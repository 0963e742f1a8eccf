// The status page: what the site tells once a second is given to each part of the page.
import { showConflicts } from "./conflicts.js";
import { showDocuments } from "./documents.js";
import { one, say } from "./dom.js";
import { showEvents } from "./events.js";
import { showLinks } from "./links.js";
import { follow } from "./live.js";
import { showMesh } from "./mesh.js";
import { showSites } from "./sites.js";
import { showSilence, showVerdict } from "./verdict.js";
import { moment } from "./words.js";

follow({
  status(picture) {
    say(one("place"), `site ${picture.site}`);
    say(one("pulse-text"), `live, ${moment(picture.time)}`);
    showVerdict(picture);
    showMesh(picture);
    showSites(picture);
    showLinks(picture);
    showConflicts(picture);
  },
  events: showEvents,
  silent(milliseconds) {
    say(one("pulse-text"), "no answer");
    showSilence(milliseconds);
  },
});

showDocuments();
