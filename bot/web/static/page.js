import { quietForms } from "./forms.js";
import { keys } from "./keys.js";
import { live } from "./live.js";

quietForms();
keys();
live();
