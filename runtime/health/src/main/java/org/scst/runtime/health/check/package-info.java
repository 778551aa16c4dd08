/** The health checks: each looks at one thing and says what it has found. */
package org.scst.runtime.health.check;
