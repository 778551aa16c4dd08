package org.scst.passthru.internal.discovery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The SCSI devices that this machine has now, as {@code /sys/class/scsi_generic} lists them.
 *
 * <p><i>Threading:</i> immutable; each call looks anew, and may block a little.
 */
public final class ScsiBus {
    private static final int SERIAL_HEADER = 4;
    private static final Comparator<String> BY_NUMBER =
            Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder());
    private static final String BLOCK = "block";
    private static final String TAPE = "scsi_tape";
    private static final List<String> OTHER_DRIVERS = List.of(BLOCK, TAPE, "scsi_changer");

    private final Path system;
    private final Path devices;

    /** This machine's. */
    public ScsiBus() {
        this(Path.of("/sys"), Path.of("/dev"));
    }

    ScsiBus(Path system, Path devices) {
        this.system = system;
        this.devices = devices;
    }

    /** All of them, by the number of their SCSI generic device. */
    public List<ScsiDevice> devices() throws IOException {
        List<ScsiDevice> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(system.resolve("class/scsi_generic"), "sg*")) {
            for (Path entry : entries) {
                ScsiDevice device = read(entry);
                if (device != null) {
                    found.add(device);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(); // this kernel has no SCSI generic driver
        }
        found.sort(Comparator.comparing((ScsiDevice device) -> device.generic().length())
                .thenComparing(ScsiDevice::generic));
        return found;
    }

    /** {@code null} when it has gone meanwhile. */
    private static ScsiDevice read(Path entry) {
        try {
            Path device = entry.resolve("device").toRealPath();
            return new ScsiDevice(
                    device.getFileName().toString(),
                    entry.getFileName().toString(),
                    Integer.parseInt(text(device, "type")),
                    text(device, "vendor"),
                    text(device, "model"),
                    text(device, "rev"),
                    serial(device),
                    optional(device, "wwid"),
                    others(device));
        } catch (IOException | NumberFormatException gone) {
            return null;
        }
    }

    private static String text(Path device, String name) throws IOException {
        return Files.readString(device.resolve(name), StandardCharsets.ISO_8859_1)
                .strip();
    }

    private static String optional(Path device, String name) {
        try {
            return text(device, name);
        } catch (IOException none) {
            return "";
        }
    }

    private static String serial(Path device) {
        try {
            byte[] page = Files.readAllBytes(device.resolve("vpd_pg80"));
            int length = Math.min(page.length, SERIAL_HEADER + (page[SERIAL_HEADER - 1] & 0xFF)) - SERIAL_HEADER;
            return length <= 0
                    ? ""
                    : new String(page, SERIAL_HEADER, length, StandardCharsets.ISO_8859_1)
                            .replace("\0", "")
                            .strip();
        } catch (IOException | ArrayIndexOutOfBoundsException none) {
            return "";
        }
    }

    private static List<String> others(Path device) {
        List<String> names = new ArrayList<>();
        OTHER_DRIVERS.forEach(driver -> names.addAll(names(device, driver)));
        names.sort(BY_NUMBER);
        return names;
    }

    /** Of the device files that a driver has made of a device; none when it has not taken it. */
    private static List<String> names(Path device, String driver) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(device.resolve(driver))) {
            for (Path entry : entries) {
                names.add(entry.getFileName().toString());
            }
        } catch (IOException | DirectoryIteratorException none) {
            return List.of();
        }
        names.sort(BY_NUMBER);
        return names;
    }

    /**
     * The device that a configuration file names: by a device file, of whatever driver and also by a symbolic link to one; by address;
     * by {@code serial:} and its serial number; or by a designator.
     *
     * @throws IOException when there is none, or two that are named alike
     */
    public ScsiDevice find(String choice) throws IOException {
        String named = choice.startsWith("/") ? canonical(choice) : choice;
        List<ScsiDevice> fitting =
                devices().stream().filter(device -> device.is(named)).toList();
        if (fitting.isEmpty()) {
            throw new IOException("no SCSI device of this machine is " + choice);
        }
        if (fitting.size() > 1) {
            throw new IOException(choice + " names " + fitting.size() + " devices, "
                    + fitting.get(0).address() + " and " + fitting.get(1).address()
                    + "; name one by its address");
        }
        return fitting.getFirst();
    }

    /** What a symbolic link leads to, as if it stood in {@code /dev}. */
    private String canonical(String path) {
        Path given = path.startsWith("/dev/") ? devices.resolve(path.substring("/dev/".length())) : Path.of(path);
        try {
            return "/dev/" + devices.toRealPath().relativize(given.toRealPath());
        } catch (IOException | IllegalArgumentException gone) {
            return path;
        }
    }

    /** Its device file for the SCSI generic driver. */
    public Path generic(ScsiDevice device) {
        return devices.resolve(device.generic());
    }

    /** Its device file for the block layer's SCSI generic driver. */
    public Path blockGeneric(ScsiDevice device) {
        return devices.resolve("bsg").resolve(device.address());
    }

    /** Device file of the block device that the kernel has made of it; {@code null} when it has not, or not yet. */
    public Path blockDevice(ScsiDevice device) {
        List<String> names = names(entry(device).resolve("device"), BLOCK);
        return names.isEmpty() ? null : devices.resolve(names.getFirst());
    }

    /** Device files of its tape driver, first the one that does not rewind when it is closed; empty when it has not taken it, or not yet. */
    public List<Path> tapeDevices(ScsiDevice device) {
        List<String> names = names(entry(device).resolve("device"), TAPE);
        return names.stream()
                .sorted(Comparator.comparing((String name) -> !name.startsWith("nst")))
                .map(devices::resolve)
                .toList();
    }

    /** What sysfs has of it as long as it is there. */
    public Path entry(ScsiDevice device) {
        return system.resolve("class/scsi_device").resolve(device.address());
    }

    /** Most bytes of one command, as its queue says; for a device that only the block layer's driver is asked about. */
    public int largestTransfer(ScsiDevice device, int otherwise) {
        for (String name : device.others()) {
            try {
                String kilobytes =
                        text(system.resolve("class/block").resolve(name).resolve("queue"), "max_sectors_kb");
                return Math.multiplyExact(Integer.parseInt(kilobytes), 1024);
            } catch (IOException | ArithmeticException | NumberFormatException none) {
                // No block device.
            }
        }
        return otherwise;
    }
}
