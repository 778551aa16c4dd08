package org.scst.vdisk.internal.configuration;

import java.util.List;
import org.scst.core.device.ConfigurationException;

/**
 * Attributes of SCST's virtual disks that are none here, by their names: who brings them along learns why, and what to write instead.
 *
 * <p><i>Threading:</i> stateless.
 */
final class RefusedProperties {
    private static final String FORMAT = "leave it out and format the disk, as sg_format --fmtpinfo does";

    private static final List<Refused> ALL = List.of(
            new Refused(
                    "active",
                    "a disk whose file is there is served",
                    "leave it out; bind_alua_state = true closes its storage as target groups say, and so does taking its"
                            + " configuration file away"),
            new Refused("async", "what has to wait for storage is asynchronous in any case", "leave it out"),
            new Refused(
                    "cluster_mode",
                    "reservations are those of one machine",
                    "leave it out; \"reservations NAME --text\" and \"--restore\" carry them to another"),
            new Refused("dif_mode", "FORMAT UNIT gives a disk protection information", FORMAT),
            new Refused("dif_type", "FORMAT UNIT gives a disk protection information, and its type", FORMAT),
            new Refused("dif_static_app_tag", "application tags are the initiators'", "leave it out"),
            new Refused("dif_filename", "protection information is kept in FILE.protection", "leave it out"),
            new Refused(
                    "dummy",
                    "no logical unit is needed at LUN 0: whoever asks there is told what is mapped",
                    "leave it out, and LUN 0 unmapped"),
            new Refused(
                    "expl_alua",
                    "the device group says that",
                    "write expl_alua = true in org.scst.core.device_group-NAME.cfg"),
            new Refused(
                    "gen_tp_soft_threshold_reached_UA",
                    "that is something to be done, not something that holds",
                    "leave it out; with soft_threshold = SIZE initiators are told by themselves"),
            new Refused(
                    "numa_node_id",
                    "memory and event loops are shared by all disks",
                    "leave it out; bind the process, as NUMAPolicy and NUMAMask do in its systemd unit"),
            new Refused("read_zero", "what was discarded reads as zeroes in any case", "leave it out"),
            new Refused("resync_size", "another size of the storage is noticed within a second", "leave it out"),
            new Refused("size_mb", "size takes units", "write size = NUMBERM, as in size = 512M"),
            new Refused("sync", "that is something to be done, not something that holds", "leave it out"),
            new Refused("threads_pool_type", "a disk's threads are for all its initiators", "leave it out"));

    private record Refused(String key, String cause, String cure) {}

    private RefusedProperties() {}

    /** Refuses the first that is given. */
    static void check(DeviceProperties properties) throws ConfigurationException {
        for (Refused refused : ALL) {
            if (properties.has(refused.key)) {
                throw new ConfigurationException(
                        refused.key, refused.key + " is no property here: " + refused.cause, refused.cure);
            }
        }
    }
}
