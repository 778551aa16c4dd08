/** What the mid-layer tells by Event Admin, without ever waiting for it. */
package org.scst.core.internal.event;
