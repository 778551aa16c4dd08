package org.scst.vdisk.internal.configuration;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * The properties of a file {@code org.scst.vdisk-NAME.cfg}, for tools and for the check of unknown names; values are validated
 * where they are read ({@link DiskSettings} and the stores). In a method's name two underscores stand for one.
 */
@ObjectClassDefinition(
        factoryPid = "org.scst.vdisk",
        name = "SCST virtual disk",
        description = "A disk whose storage is a file, a block device, or nothing; or a drive for CD and DVD images.")
public @interface VirtualDiskProperties {
    /** Of SCST's attributes that are none here, known only so that they are refused by name ({@link RefusedProperties}). */
    String NOT_HERE = "Not here";

    /** What becomes of them. */
    String REFUSED = "An attribute of SCST that is refused, with what to write instead.";

    @AttributeDefinition(
            required = false,
            description =
                    "Kind of storage: fileio (a file), blockio (a block device, past the page cache), vcdrom (a CD and DVD"
                            + " drive, the file is the disc) or nullio (nothing: writes are discarded, reads give zeroes).")
    String type() default "fileio";

    @AttributeDefinition(
            required = false,
            description =
                    "fileio, blockio: absolute path of the file or device. vcdrom: of the image in the drive; none: the drive is"
                            + " empty.")
    String filename() default "";

    @AttributeDefinition(required = false, description = "Another name for filename; give one of the two.")
    String file() default "";

    @AttributeDefinition(
            required = false,
            description =
                    "Size in bytes, or with K, M, G, T (powers of 1024). fileio: the file is grown to it, never shrunk;"
                            + " default is the file's size. nullio: default 1T.")
    String size() default "";

    @AttributeDefinition(
            required = false,
            min = "512",
            max = "65536",
            description =
                    "Logical block length in bytes: a power of two, 512 to 65536; blockio: not less than the device's, which"
                            + " is the default.")
    int blocksize() default 512;

    @AttributeDefinition(required = false, description = "The medium cannot be written.")
    boolean read__only() default false;

    @AttributeDefinition(required = false, description = "No write cache: each write is durable when it is answered.")
    boolean write__through() default false;

    @AttributeDefinition(
            required = false,
            description =
                    "The cache outlives a loss of power (a battery): initiators are told that there is none, FUA and"
                            + " SYNCHRONIZE CACHE are answered at once.")
    boolean nv__cache() default false;

    @AttributeDefinition(
            required = false,
            description = "Say that the medium can be removed; START STOP UNIT then ejects and loads.")
    boolean removable() default false;

    @AttributeDefinition(
            required = false,
            description = "Say that the medium rotates; false: solid state. blockio: default is what the device says.")
    boolean rotational() default true;

    @AttributeDefinition(
            required = false,
            description =
                    "Offer UNMAP: storage of unmapped blocks is given back to the file system or device. blockio: default is"
                            + " whether the device can be given storage back.")
    boolean thin__provisioned() default false;

    @AttributeDefinition(
            required = false,
            description =
                    "With thin_provisioned: space left in the file system below which initiators are told"
                            + " (THIN PROVISIONING SOFT THRESHOLD REACHED); 0 for never, unless an initiator asks for it. Only for storage that says how much is left: files that are not read-only.")
    String soft__threshold() default "0";

    @AttributeDefinition(
            required = false,
            description =
                    "Say that a physical block has 4096 bytes, or blockio what the device says, where logical blocks are"
                            + " shorter.")
    boolean lb__per__pb__exp() default true;

    @AttributeDefinition(
            required = false,
            description =
                    "fileio, blockio: aes-xts-256 encrypts the blocks where they lie; off does not. The key is in the state folder:"
                            + " without it nothing can be read. Only an empty medium can change between the two.")
    String encryption() default "off";

    @AttributeDefinition(
            required = false,
            description =
                    "WRITE ATOMIC has to begin and end at multiples of so many bytes, a power of two from blocksize to 1M, as"
                            + " some drives demand; 0: at any block.")
    String atomic__granularity() default "0";

    @AttributeDefinition(required = false, description = "Optimal transfer length in bytes.")
    String opt__trans__len() default "524288";

    @AttributeDefinition(
            required = false,
            description = "T10 vendor identification, at most 8 characters; default SCST_FIO, blockio SCST_BIO,"
                    + " nullio SCST_NIO.")
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
            description =
                    "fileio: read and write past the page cache, for storage with a cache of its own. blockio always does.")
    boolean o__direct() default false;

    @AttributeDefinition(
            required = false,
            description =
                    "For measurements: false has every read of a fileio disk handed over to a thread, as SCST's threads do.")
    boolean inline__reads() default true;

    @AttributeDefinition(
            required = false,
            description =
                    "fileio: write into the page cache on the network's own thread. Faster, but a stall of the file system"
                            + " then stops every connection of that thread.")
    boolean inline__writes() default false;

    @AttributeDefinition(
            required = false,
            description =
                    "In a device group: open the storage only while one of this machine's target groups is active or"
                            + " nonoptimized, so that another machine can have it meanwhile. Default for blockio: true.")
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

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String active() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String async() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String cluster__mode() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String dif__mode() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String dif__type() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String dif__static__app__tag() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String dif__filename() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String dummy() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String expl__alua() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String gen__tp__soft__threshold__reached__UA() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String numa__node__id() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String read__zero() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String resync__size() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String size__mb() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String sync() default "";

    @AttributeDefinition(required = false, name = NOT_HERE, description = REFUSED)
    String threads__pool__type() default "";

    @AttributeDefinition(
            required = false,
            description = "For tests: each read, write and flush takes this much longer, as in 10ms.")
    String fault__delay() default "";

    @AttributeDefinition(required = false, description = "For tests: blocks that cannot be read, as in 100-120, 500.")
    String fault__read__error__lba() default "";

    @AttributeDefinition(
            required = false,
            description = "For tests: blocks that cannot be written, as in 100-120, 500.")
    String fault__write__error__lba() default "";

    @AttributeDefinition(required = false, description = "For tests: every flush fails.")
    boolean fault__flush__error() default false;

    @AttributeDefinition(
            required = false,
            description = "For tests: every read, write and flush hangs until this is false again.")
    boolean fault__hang() default false;

    @AttributeDefinition(
            required = false,
            description = "For tests: reads and writes of these blocks hang, as in 100-120, 500.")
    String fault__hang__lba() default "";

    @AttributeDefinition(
            required = false,
            min = "0",
            description = "For tests: one write in so many is acknowledged and not done; 0: none.")
    int fault__drop__one__write__in() default 0;

    @AttributeDefinition(
            required = false,
            min = "0",
            description =
                    "For tests: of one write of several blocks in so many only the first half is done, and all of it"
                            + " acknowledged; 0: none.")
    int fault__tear__one__write__in() default 0;

    @AttributeDefinition(
            required = false,
            description = "For tests: blocks that read as other data than was written, as in 100-120, 500.")
    String fault__wrong__data__lba() default "";

    @AttributeDefinition(
            required = false,
            description =
                    "For tests: bytes that are left of the medium, which has lost its end, as in 1G; default: all.")
    String fault__capacity() default "";

    @AttributeDefinition(
            required = false,
            description =
                    "For tests: a disk cache that loses power with the process: writes are kept in memory and reach the"
                            + " storage in any order until they are flushed.")
    boolean fault__lose__unflushed() default false;
}
