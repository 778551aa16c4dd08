/** What the operator's commands send. */
package org.scst.local.internal.console;
