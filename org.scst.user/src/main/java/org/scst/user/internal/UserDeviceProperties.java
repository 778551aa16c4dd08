package org.scst.user.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The properties of a file {@code org.scst.user-NAME.cfg}, for tools and for the check of unknown names; values are validated where
 * they are read: those of the disk by the bundle of virtual disks, which has them too. In a method's name two underscores stand for
 * one.
 */
@ObjectClassDefinition(
        factoryPid = "org.scst.user",
        name = "SCST user device",
        description = "A device whose storage is a process that registers it under this file's name.")
public @interface UserDeviceProperties {
    @AttributeDefinition(
            required = false,
            description =
                    "What the process does: block, it stores blocks and everything else is the platform's; full, it is given the "
                            + "CDBs of a device of whatever type.")
    String type() default "block";

    @AttributeDefinition(
            required = false,
            min = "0",
            max = "3600",
            description =
                    "Seconds that commands wait for the process when it has gone, before they end BUSY and later ones NOT READY, "
                            + "BECOMING READY.")
    int handler__wait() default 20;

    @AttributeDefinition(
            required = false,
            min = "512",
            max = "65536",
            description = "Logical block length in bytes: a power of two up to 65536, not less than the process has "
                    + "registered, which is the default.")
    int blocksize() default 512;

    @AttributeDefinition(
            required = false,
            description = "The medium cannot be written; needed where the process has registered such a medium.")
    boolean read__only() default false;

    @AttributeDefinition(
            required = false,
            description = "No write cache: the process is asked to make each write durable before it is answered.")
    boolean write__through() default false;

    @AttributeDefinition(
            required = false,
            description = "What the process has answered outlives a loss of power: initiators are told that there is "
                    + "no cache, FUA and SYNCHRONIZE CACHE are answered at once.")
    boolean nv__cache() default false;

    @AttributeDefinition(
            required = false,
            description = "Say that the medium can be removed; START STOP UNIT then ejects and loads.")
    boolean removable() default false;

    @AttributeDefinition(
            required = false,
            description = "Say that the medium rotates; default is what the process says.")
    boolean rotational() default true;

    @AttributeDefinition(
            required = false,
            description = "Offer UNMAP; default is whether the process can give storage back.")
    boolean thin__provisioned() default false;

    @AttributeDefinition(
            required = false,
            description = "Report the physical block length that the process has registered, where logical blocks are "
                    + "shorter.")
    boolean lb__per__pb__exp() default true;

    @AttributeDefinition(required = false, description = "Optimal transfer length in bytes.")
    String opt__trans__len() default "524288";

    @AttributeDefinition(
            required = false,
            description =
                    "WRITE ATOMIC has to begin and end at multiples of so many bytes, a power of two from blocksize to 1M, as"
                            + " some drives demand; 0: at any block.")
    String atomic__granularity() default "0";

    @AttributeDefinition(
            required = false,
            description = "T10 vendor identification, at most 8 characters; default SCST_USR.")
    String t10__vend__id() default "";

    @AttributeDefinition(
            required = false,
            description = "Product identification, at most 16 characters; default is the device's name.")
    String prod__id() default "";

    @AttributeDefinition(required = false, description = "Product revision level, at most 4 characters.")
    String prod__rev__lvl() default "0001";

    @AttributeDefinition(
            required = false,
            description = "Unit serial number, at most 20 characters, unique; default is made when the device is new.")
    String usn() default "";

    @AttributeDefinition(
            required = false,
            description = "T10 vendor ID based designator after the vendor's, at most 25 characters.")
    String t10__dev__id() default "";

    @AttributeDefinition(
            required = false,
            description =
                    "NAA designator: 16 hexadecimal digits that begin with 2, 3 or 5, or 32 that begin with 6; default is"
                            + " made when the device is new.")
    String naa__id() default "";

    @AttributeDefinition(required = false, description = "EUI-64 based designator: 16, 24 or 32 hexadecimal digits.")
    String eui64__id() default "";

    @AttributeDefinition(
            required = false,
            description = "SCSI name string of the SCSI target device; begins with iqn., eui. or naa.")
    String scsi__device__name() default "";

    @AttributeDefinition(required = false, description = "Vendor specific designator, at most 128 characters.")
    String vend__specific__id() default "";

    @AttributeDefinition(
            required = false,
            description =
                    "Vendor specific INQUIRY data, at most 159 characters: from byte 36 up to 20 of them, else from byte"
                            + " 96.")
    String inq__vend__specific() default "";

    @AttributeDefinition(
            required = false,
            description = "In a device group: serve the medium only while one of this machine's target groups is "
                    + "active or nonoptimized.")
    boolean bind__alua__state() default false;

    @AttributeDefinition(
            required = false,
            min = "0",
            max = "1",
            description = "Default of TST: 1, a task set for each initiator; 0, one for all.")
    int tst() default 1;

    @AttributeDefinition(
            required = false,
            min = "1",
            max = "128",
            description = "Threads at most for what blocks in the storage.")
    int threads__num() default 8;
}
