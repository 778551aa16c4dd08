package org.scst.core.device;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * One vital product data page.
 *
 * <p><b>Purpose.</b> Gives the bytes after the four-byte header. <b>Threading.</b> Called on any nexus's executor.
 * <b>Blocking.</b> Not allowed. <b>Ownership.</b> The result is the caller's. <b>Required or optional.</b> Both required.
 */
@ConsumerType
public interface VpdPage {

    /** PAGE CODE. */
    int pageCode();

    /** The page from byte 4 on. */
    byte[] content();
}
