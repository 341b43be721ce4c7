"use strict";
// What the finished pages do beyond links and forms.
