package org.scst.passthru.internal.configuration;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The properties of a file {@code org.scst.passthru-NAME.cfg}, for tools and for the check of unknown names; values are validated where
 * they are read ({@link PassthroughSettings}).
 */
@ObjectClassDefinition(
        factoryPid = "org.scst.passthru",
        name = "SCST pass-through device",
        description = "A real SCSI device of this machine, shared by any number of initiators.")
public @interface PassthroughProperties {
    @AttributeDefinition(
            description =
                    "Kind of device, which has to be what the device says it is: dev_disk, dev_tape, dev_changer, dev_cdrom, dev_modisk,"
                            + " dev_processor, dev_raid. dev_disk_perf, dev_tape_perf and dev_modisk_perf complete READ and WRITE"
                            + " without the device, to measure what is around it: reads give zeroes, writes are lost.")
    String type();

    @AttributeDefinition(
            description =
                    "Which device: a device file (/dev/sg0, /dev/bsg/0:0:0:0, /dev/sda, a link in /dev/disk/by-id), its address"
                            + " HOST:CHANNEL:TARGET:LUN, serial: and its serial number, or its designator (naa.5000c500a1b2c3d4). A file in /dev/bsg"
                            + " has its commands go by the block layer's SCSI generic driver, a thread for each; all others by the"
                            + " SCSI generic driver, 16 at a time.")
    String device();
}
