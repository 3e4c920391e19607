// Everything the pages need from JavaScript. Each page also works without it.
import "./js/ids.js";
import "./js/focus.js";
import "./js/filter.js";
import "./js/keys.js";
import "./js/submit.js";
import "./js/unsaved.js";
import "./js/trouble.js";
import "./js/daysheet.js";
import "./js/card.js";
import "./js/visible.js";
