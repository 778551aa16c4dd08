package org.scst.core.scsi;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * ASYMMETRIC ACCESS STATE of a target port group (SPC-4, REPORT TARGET PORT GROUPS). LBA dependent is not supported.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum AsymmetricAccessState {
    ACTIVE_OPTIMIZED(0x0, 0x01, "active", AccessStateRule.WHILE_ACTIVE, null),
    ACTIVE_NONOPTIMIZED(0x1, 0x02, "nonoptimized", AccessStateRule.WHILE_ACTIVE, null),
    STANDBY(
            0x2,
            0x04,
            "standby",
            AccessStateRule.WHILE_STANDBY,
            AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_STANDBY_STATE),
    UNAVAILABLE(
            0x3,
            0x08,
            "unavailable",
            AccessStateRule.UNLESS_TRANSITIONING,
            AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_UNAVAILABLE_STATE),
    OFFLINE(
            0xE,
            0x40,
            "offline",
            AccessStateRule.UNLESS_TRANSITIONING,
            AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_TARGET_PORT_IN_UNAVAILABLE_STATE),
    TRANSITIONING(
            0xF,
            0x80,
            "transitioning",
            AccessStateRule.ALWAYS,
            AdditionalSense.LOGICAL_UNIT_NOT_ACCESSIBLE_ASYMMETRIC_ACCESS_STATE_TRANSITION);

    private final int code;
    private final int support;
    private final String word;
    private final AccessStateRule most;
    private final Outcome refusal;

    /** @param most the most demanding rule that still passes */
    AsymmetricAccessState(int code, int support, String word, AccessStateRule most, AdditionalSense refusal) {
        this.code = code;
        this.support = support;
        this.word = word;
        this.most = most;
        this.refusal = refusal == null ? null : Outcome.check(SenseKey.NOT_READY, refusal);
    }

    /** The four-bit code. */
    public int code() {
        return code;
    }

    /** Its bit in the byte of the descriptor that says which states are supported. */
    public int supportBit() {
        return support;
    }

    /** SCST's word for it. */
    public String word() {
        return word;
    }

    /** Whether the medium can be reached in this state. */
    public boolean isActive() {
        return refusal == null;
    }

    /** Whether a SET TARGET PORT GROUPS may ask for it: a transition is nothing that one asks for. */
    public boolean settable() {
        return this != TRANSITIONING;
    }

    /** Whether peripheral qualifier 1 says that nothing can be reached here, though it could be. */
    public boolean disconnected() {
        return this == UNAVAILABLE || this == OFFLINE;
    }

    /**
     * Whether a command is refused in this state.
     *
     * @param row of the command; {@code null} for one that no row describes
     */
    public boolean refuses(CommandDescriptor row) {
        return refusal != null && (row == null || row.accessStateRule().compareTo(most) > 0);
    }

    /** How a refused command ends; {@code null} when none is refused. */
    public Outcome refusal() {
        return refusal;
    }

    /** The state of a four-bit code. */
    public static Optional<AsymmetricAccessState> of(int code) {
        return Stream.of(values()).filter(state -> state.code == code).findFirst();
    }

    /** The state of SCST's word. */
    public static Optional<AsymmetricAccessState> of(String word) {
        return Stream.of(values()).filter(state -> state.word.equals(word)).findFirst();
    }
}
