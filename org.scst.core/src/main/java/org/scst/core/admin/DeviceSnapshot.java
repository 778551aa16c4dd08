package org.scst.core.admin;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** One device at one moment. */
@ProviderType
public interface DeviceSnapshot {

    /** Unique name. */
    String name();

    /** PID of its handler. */
    String handler();

    /** {@code ready}, {@code not ready}, {@code handler absent}, {@code opening}, {@code hung}, {@code blocked}, {@code standby}. */
    String state();

    /** Why it is not ready, or the empty string. */
    String reason();

    /** Size of the medium in bytes. */
    long bytes();

    /** Logical block length in bytes. */
    int blockLength();

    /** Whether it cannot be written. */
    boolean readOnly();

    /** Unit serial number. */
    String serialNumber();

    /** NAA designator as 16 hexadecimal digits. */
    String naa();

    /** Whether writes are refused since a flush has failed, until an operator clears it. */
    default boolean writeErrorLatched() {
        return false;
    }

    /** Whether the space behind it, of which it may need more, is low. */
    default boolean spaceLow() {
        return false;
    }

    /** Its file's properties. */
    Map<String, String> properties();

    /** Where it is mapped: {@code target[/group] lun n}. */
    List<String> mappings();

    /** Commands and bytes since creation. */
    Statistics statistics();
}
