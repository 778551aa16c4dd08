package org.scst.core.internal.inventory;

/** Where a device stands; each is mapped all the time. */
enum DeviceState {
    /** No bundle registers its handler. */
    HANDLER_ABSENT("handler absent"),
    /** Its handler is opening it. */
    OPENING("opening"),
    /** Commands are processed. */
    READY("ready"),
    /** Its storage or its configuration cannot be used now. */
    NOT_READY("not ready"),
    /** Its storage is closed as long as no target port of this machine gives access to it. */
    STANDBY("standby"),
    /** Its handler withdraws: commands of the medium wait. */
    BLOCKED("blocked"),
    /** Its file is gone, and it is on its way out. */
    CLOSED("closed");

    private final String words;

    DeviceState(String words) {
        this.words = words;
    }

    /** For operators. */
    String words() {
        return words;
    }
}
