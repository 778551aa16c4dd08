package org.scst.vdisk.internal.disk;

import org.scst.core.scsi.AdditionalSense;

/**
 * The power conditions that START STOP UNIT sets, by its POWER CONDITION and POWER CONDITION MODIFIER fields. A virtual disk rests in
 * them as a real one does: it answers every command, and REQUEST SENSE says so. There are no timers.
 *
 * <p><i>Threading:</i> immutable.
 */
enum PowerCondition {
    ACTIVE(0x1, 0, null),
    IDLE_A(0x2, 0, AdditionalSense.IDLE_CONDITION_ACTIVATED_BY_COMMAND),
    IDLE_B(0x2, 1, AdditionalSense.IDLE_B_CONDITION_ACTIVATED_BY_COMMAND),
    IDLE_C(0x2, 2, AdditionalSense.IDLE_C_CONDITION_ACTIVATED_BY_COMMAND),
    STANDBY_Z(0x3, 0, AdditionalSense.STANDBY_CONDITION_ACTIVATED_BY_COMMAND),
    STANDBY_Y(0x3, 1, AdditionalSense.STANDBY_Y_CONDITION_ACTIVATED_BY_COMMAND),
    /** LU_CONTROL gives the condition back to timers that do not run: active. */
    LU_CONTROL(0x7, 0, null),
    /** FORCE_IDLE_0, as if a timer had run out. */
    FORCE_IDLE(0xA, 0, AdditionalSense.IDLE_CONDITION_ACTIVATED_BY_COMMAND),
    /** FORCE_STANDBY_0. */
    FORCE_STANDBY(0xB, 0, AdditionalSense.STANDBY_CONDITION_ACTIVATED_BY_COMMAND);

    private final int code;
    private final int modifier;
    private final AdditionalSense resting;

    PowerCondition(int code, int modifier, AdditionalSense resting) {
        this.code = code;
        this.modifier = modifier;
        this.resting = resting;
    }

    /** {@code null} when there is no such condition. */
    static PowerCondition of(int code, int modifier) {
        for (PowerCondition condition : values()) {
            if (condition.code == code && condition.modifier == modifier) {
                return condition;
            }
        }
        return null;
    }

    /** Whether the code is known, if only with another modifier. */
    static boolean known(int code) {
        for (PowerCondition condition : values()) {
            if (condition.code == code) {
                return true;
            }
        }
        return false;
    }

    /** What REQUEST SENSE says of it; {@code null} when active. */
    AdditionalSense resting() {
        return resting;
    }
}
