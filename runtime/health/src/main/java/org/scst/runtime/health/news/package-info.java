/** Events that concern no other bundle: of bundles, and of the platform as a whole. */
package org.scst.runtime.health.news;
