// <input type="hidden" name="client_id" data-uuid7>: the id of a new record is made here, once per form,
// so that sending the same form twice cannot make two records.
import { everywhere } from "./ready.js";
import { uuid7 } from "./uuid7.js";

everywhere((root) => {
  for (const input of root.querySelectorAll("input[data-uuid7]")) if (!input.value) input.value = uuid7();
});
