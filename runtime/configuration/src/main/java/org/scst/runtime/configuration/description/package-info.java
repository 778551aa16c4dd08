/** What the installed bundles say about their configuration, by Metatype, and the check of files against it. */
package org.scst.runtime.configuration.description;
