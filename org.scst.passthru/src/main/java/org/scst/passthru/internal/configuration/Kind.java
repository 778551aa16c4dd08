package org.scst.passthru.internal.configuration;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.TimeoutClass;

/**
 * Kinds of pass-through devices, as SCST names its handlers, with the time that the kernel allows their commands.
 *
 * <p><i>Threading:</i> immutable.
 */
public enum Kind {
    DEV_DISK(10, 60, 3600, PeripheralDeviceType.DIRECT_ACCESS_BLOCK, PeripheralDeviceType.SIMPLIFIED_DIRECT_ACCESS),
    DEV_TAPE(3, 900, 14_000, PeripheralDeviceType.SEQUENTIAL_ACCESS),
    DEV_CHANGER(3, 900, 14_000, PeripheralDeviceType.MEDIUM_CHANGER),
    DEV_CDROM(3, 900, 14_000, PeripheralDeviceType.CD_DVD),
    DEV_MODISK(3, 900, 14_000, PeripheralDeviceType.OPTICAL_MEMORY, PeripheralDeviceType.WRITE_ONCE),
    DEV_PROCESSOR(3, 900, 14_000, PeripheralDeviceType.PROCESSOR),
    DEV_RAID(3, 900, 14_000, PeripheralDeviceType.STORAGE_ARRAY_CONTROLLER);

    /** What makes one of some kinds leave out its medium. */
    private static final String PERFORMANCE = "_perf";
    /** Work on a whole medium, FORMAT UNIT for one. */
    private static final Duration UNBOUNDED = Duration.ofHours(24);

    private final Duration brief;
    private final Duration regular;
    private final Duration extended;
    private final List<PeripheralDeviceType> types;

    Kind(int brief, int regular, int extended, PeripheralDeviceType... types) {
        this.brief = Duration.ofSeconds(brief);
        this.regular = Duration.ofSeconds(regular);
        this.extended = Duration.ofSeconds(extended);
        this.types = List.of(types);
    }

    /** The value of {@code type}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether there is a variant that completes READ and WRITE without the device. */
    boolean hasPerformanceVariant() {
        return this == DEV_DISK || this == DEV_TAPE || this == DEV_MODISK;
    }

    /** How long a command of a class may take. */
    public Duration timeout(TimeoutClass allowed) {
        return switch (allowed) {
            case SHORT -> brief;
            case NORMAL -> regular;
            case LONG -> extended;
            case UNBOUNDED -> UNBOUNDED;
        };
    }

    /** The peripheral device type of a code, if it is one that this kind serves. */
    public Optional<PeripheralDeviceType> type(int code) {
        return types.stream().filter(type -> type.code() == code).findFirst();
    }

    /** Whether its medium is logical blocks with addresses. */
    public boolean hasBlocks() {
        return this == DEV_DISK || this == DEV_CDROM || this == DEV_MODISK;
    }

    /** The kind that serves a peripheral device type. */
    public static Optional<Kind> of(int code) {
        return Arrays.stream(values())
                .filter(kind -> kind.type(code).isPresent())
                .findFirst();
    }

    /** The kind of a value of {@code type}, of either variant. */
    static Optional<Kind> of(String word) {
        return Arrays.stream(values())
                .filter(kind -> word.equals(kind.word())
                        || kind.hasPerformanceVariant() && word.equals(kind.word() + PERFORMANCE))
                .findFirst();
    }

    static boolean isPerformanceVariant(String word) {
        return word.endsWith(PERFORMANCE);
    }

    /** All values of {@code type}. */
    public static Set<String> words() {
        return Arrays.stream(values())
                .flatMap(kind -> kind.hasPerformanceVariant()
                        ? List.of(kind.word(), kind.word() + PERFORMANCE).stream()
                        : List.of(kind.word()).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
