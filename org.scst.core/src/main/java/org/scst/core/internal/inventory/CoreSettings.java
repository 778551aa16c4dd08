package org.scst.core.internal.inventory;

import java.time.Duration;
import java.util.Map;
import org.scst.core.internal.nexus.NexusLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Global limits: the file {@code org.scst.core.cfg}.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param totalBytes most bytes of command data buffers
 * @param deviceBytes of these, for one device
 * @param commandsPerNexus most commands of one I_T_L nexus (SCST: {@code max_tgt_dev_commands})
 * @param commandSeconds how long a handler may take for a command
 * @param spaceWarning percent of the space behind a device in use from which it is low; 100 for never
 */
record CoreSettings(long totalBytes, long deviceBytes, int commandsPerNexus, int commandSeconds, int spaceWarning) {
    private static final Logger LOG = LoggerFactory.getLogger(CoreSettings.class);
    private static final long MIB = 1 << 20;

    /** What the properties say, or what holds without them. */
    static CoreSettings of(Map<String, String> properties) {
        long total = number(properties, "scst_max_cmd_mem", 1024) * MIB;
        long device = number(properties, "scst_max_dev_cmd_mem", Math.max(total / MIB * 2 / 5, 1)) * MIB;
        return new CoreSettings(
                total,
                Math.min(device, total),
                (int) number(properties, "max_tgt_dev_commands", 64),
                (int) number(properties, "command_timeout", 30),
                (int) number(properties, "space_warning", 90));
    }

    /** Of {@link #totalBytes}, what may be kept for data that initiators send unasked. */
    long unsolicitedBytes() {
        return totalBytes / 2;
    }

    /** Limits of each nexus. */
    NexusLimits nexusLimits() {
        NexusLimits otherwise = NexusLimits.DEFAULT;
        return new NexusLimits(
                otherwise.window(),
                Duration.ofSeconds(commandSeconds),
                otherwise.longProcessing(),
                otherwise.transfer(),
                otherwise.memory(),
                otherwise.held(),
                otherwise.parked());
    }

    /** What is no number was refused before it came here; should one come all the same, the default holds. */
    private static long number(Map<String, String> properties, String key, long otherwise) {
        String value = properties.get(key);
        try {
            return value == null ? otherwise : Long.parseLong(value.trim());
        } catch (NumberFormatException e) {
            LOG.warn("{} = {} is no number; {} holds", key, value, otherwise);
            return otherwise;
        }
    }
}
