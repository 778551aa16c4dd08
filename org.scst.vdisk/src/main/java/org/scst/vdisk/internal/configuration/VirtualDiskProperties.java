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
        description = "A disk whose storage is a file, or nothing.")
public @interface VirtualDiskProperties {
    @AttributeDefinition(
            required = false,
            description =
                    "Kind of storage: fileio (a file) or nullio (nothing: writes are discarded, reads give zeroes).")
    String type() default "fileio";

    @AttributeDefinition(required = false, description = "fileio: absolute path of the file.")
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
            description = "Logical block length in bytes: a power of two, 512 to 65536.")
    int blocksize() default 512;

    @AttributeDefinition(required = false, description = "The medium cannot be written.")
    boolean read__only() default false;

    @AttributeDefinition(required = false, description = "No write cache: each write is durable when it is answered.")
    boolean write__through() default false;

    @AttributeDefinition(
            required = false,
            description = "Say that the medium can be removed; START STOP UNIT then ejects and loads.")
    boolean removable() default false;

    @AttributeDefinition(required = false, description = "Say that the medium rotates; false: solid state.")
    boolean rotational() default true;

    @AttributeDefinition(
            required = false,
            description = "Offer UNMAP: storage of unmapped blocks is given back to the file system.")
    boolean thin__provisioned() default false;

    @AttributeDefinition(
            required = false,
            description = "Say that a physical block has 4096 bytes where logical blocks are shorter.")
    boolean lb__per__pb__exp() default true;

    @AttributeDefinition(required = false, description = "Optimal transfer length in bytes.")
    String opt__trans__len() default "524288";

    @AttributeDefinition(
            required = false,
            description = "T10 vendor identification, at most 8 characters; default SCST_FIO, nullio SCST_NIO.")
    String t10__vend__id() default "";

    @AttributeDefinition(
            required = false,
            description = "Product identification, at most 16 characters; default is the device's name.")
    String prod__id() default "";

    @AttributeDefinition(required = false, description = "Product revision level, at most 4 characters.")
    String prod__rev__lvl() default "0001";

    @AttributeDefinition(
            required = false,
            description = "fileio: read and write past the page cache, for storage with a cache of its own.")
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
            description =
                    "For tests: a disk cache that loses power with the process: writes are kept in memory and reach the"
                            + " storage in any order until they are flushed.")
    boolean fault__lose__unflushed() default false;
}
