/** How answers are written: tables for people, JSON for programs, foreign names without tricks. */
package org.scst.runtime.console.text;
