/** What the files said before: every change that came into force, kept so that it can be taken back. */
package org.scst.runtime.configuration.history;
