package org.scst.vdisk.internal.cdrom;

/**
 * Event codes of the media class (MMC-6).
 *
 * <p><i>Threading:</i> immutable.
 */
enum MediaEvent {
    NO_CHANGE(0),
    EJECT_REQUEST(1),
    NEW_MEDIA(2),
    MEDIA_REMOVAL(3);

    private final int code;

    MediaEvent(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
