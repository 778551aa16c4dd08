package org.scst.passthru.internal.device;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scst.core.device.ConfigurationException;
import org.scst.core.linux.Errno;
import org.scst.core.linux.LinuxException;
import org.scst.core.linux.LinuxFile;
import org.scst.core.linux.OpenFlag;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.DesignationDescriptor;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.PeripheralDeviceType;
import org.scst.core.scsi.SenseKey;
import org.scst.passthru.internal.configuration.PassthroughSettings;
import org.scst.passthru.internal.discovery.ScsiBus;
import org.scst.passthru.internal.discovery.ScsiDevice;
import org.scst.passthru.internal.generic.BsgDevice;
import org.scst.passthru.internal.generic.Claim;
import org.scst.passthru.internal.generic.DeviceClaim;
import org.scst.passthru.internal.generic.DeviceInUseException;
import org.scst.passthru.internal.generic.ScsiGeneric;
import org.scst.passthru.internal.generic.ScsiRequest;
import org.scst.passthru.internal.generic.SgDevice;

/**
 * The device server against devices of Linux's scsi_debug, by the kernel's own drivers: for {@code runtime/lab/passthru}, which runs it in a
 * guest whose only SCSI device that is. One line for each check; exit status 0 when all passed.
 */
public final class ScsiDebug implements Ways {
    private static final Path MODULE = Path.of("/sys/bus/pseudo/drivers/scsi_debug");
    private static final byte[] DATA = new byte[256 * 1024];
    private static final int ATTEMPTS = 600;
    private static int failed;

    private final ScsiBus bus = new ScsiBus();
    private final List<Runnable> beats = new ArrayList<>();
    private final FakeContext context = new FakeContext();
    private final ScsiDevice found;
    private final PassthroughDevice device;

    private ScsiDebug(String type, String choice) throws IOException {
        PassthroughSettings settings = PassthroughSettings.read(Map.of("type", type, "device", choice));
        device = opened(settings);
        found = bus.find(choice);
    }

    /** As core does, it tries again while the kernel has not made all of a device that was plugged in. */
    private PassthroughDevice opened(PassthroughSettings settings) throws IOException {
        for (int attempt = 0; ; attempt++) {
            try {
                return PassthroughDevice.open(settings, context, this, () -> {});
            } catch (DeviceInUseException | ConfigurationException refused) {
                throw refused;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    /** Without arguments. */
    public static void main(String[] arguments) throws Exception {
        new Random(1).nextBytes(DATA);
        String address = new ScsiBus().devices().getFirst().address();
        disk(address, "by the SCSI generic driver");
        disk("/dev/bsg/" + address, "by the block layer's");
        silence(address);
        hotPlug(address);
        withoutMedium(address);
        ownership("dev_disk", address, OpenFlag.EXCLUSIVE, OpenFlag.NONBLOCK);
        become(address, 1);
        ownership("dev_tape", address, OpenFlag.NONBLOCK);
        tape(address);
        become(address, 5);
        ownership("dev_cdrom", address, OpenFlag.EXCLUSIVE, OpenFlag.NONBLOCK);
        drive(address);
        others(address);
        System.exit(failed == 0 ? 0 : 1);
    }

    private static void check(String what, boolean held) {
        System.out.println((held ? "PASS " : "FAIL ") + what);
        failed += held ? 0 : 1;
    }

    private static void set(String parameter, String value) throws IOException {
        Files.writeString(MODULE.resolve(parameter), value);
    }

    private Outcome run(String cdb, byte... out) throws InterruptedException {
        return new FakeCommand(device, cdb, out).await(context);
    }

    private byte[] read(String cdb) throws InterruptedException {
        FakeCommand command = new FakeCommand(device, cdb);
        Outcome outcome = command.await(context);
        byte[] data = command.dataIn();
        return outcome.isSuccess() ? data : new byte[0];
    }

    private boolean says(AdditionalSense additional, String cdb) throws InterruptedException {
        Outcome outcome = run(cdb);
        return outcome.sense() != null && outcome.sense().additional() == additional;
    }

    private static void disk(String choice, String way) throws Exception {
        ScsiDebug it = new ScsiDebug("dev_disk", choice);
        PassthroughDevice disk = it.device;
        check(
                "a disk, " + way,
                disk.characteristics().type() == PeripheralDeviceType.DIRECT_ACCESS_BLOCK
                        && disk.characteristics().product().equals("scsi_debug")
                        && disk.designators().stream().anyMatch(one -> one.type() == DesignationDescriptor.Type.NAA)
                        && disk.names().unitSerialNumber().equals(it.found.serial()));
        long blocks = disk.capacity();
        check(
                "its capacity, block length and Control mode page",
                blocks == 65536 && disk.blockLength() == 512 && disk.controlModePage().length == 10);
        check("256 KiB are written", it.run("2a000000000000020000", DATA).isSuccess());
        check("and read", Arrays.equals(DATA, it.read("28000000000000020000")));
        check("the kernel refuses no limit that it names", disk.way().largestTransfer() >= 64 * 1024);
        it.errors();
        it.shortened();
        it.attentions(blocks);
        it.reset();
        CountDownLatch ends = new CountDownLatch(40);
        for (int i = 0; i < 40; i++) {
            disk.way().begin(ScsiRequest.without(Duration.ofSeconds(30), 0, 0, 0, 0, 0, 0), end -> ends.countDown());
        }
        check("40 commands at once all come back", ends.await(60, TimeUnit.SECONDS));
        disk.close();
    }

    private void errors() throws Exception {
        set("opts", "2");
        Outcome medium = run("28000000123400000100");
        set("opts", "0");
        check(
                "a medium error comes with its block",
                medium.sense() != null
                        && medium.sense().key() == SenseKey.MEDIUM_ERROR
                        && medium.sense().information() == 0x1234);
        check(
                "what it does not know it refuses itself",
                says(AdditionalSense.INVALID_COMMAND_OPERATION_CODE, "c10000000000"));
        set("opts", "8");
        set("every_nth", "1");
        FakeCommand read = new FakeCommand(device, "28000000000000000100");
        Outcome recovered = read.await(context);
        set("every_nth", "0");
        set("opts", "0");
        check(
                "a recovered error comes with its data",
                recovered.sense() != null
                        && recovered.sense().key() == SenseKey.RECOVERED_ERROR
                        && recovered.hasData()
                        && Arrays.equals(Arrays.copyOf(DATA, 512), read.dataIn()));
    }

    /** Each second command moves half of what it should and is GOOD. */
    private void shortened() throws Exception {
        set("opts", "0x100");
        set("every_nth", "2");
        ByteBuf data = Unpooled.directBuffer(1024, 1024);
        ScsiRequest two = ScsiRequest.in(Duration.ofSeconds(30), data, 0x28, 0, 0, 0, 0, 0, 0, 0, 2, 0);
        check(
                "one of two reads is GOOD and half as long",
                device.way().execute(two).residual() + device.way().execute(two).residual() == 512);
        data.release();
        FakeCommand read = new FakeCommand(device, "28000000000000020000");
        Outcome outcome = read.await(context);
        boolean whole = Arrays.equals(DATA, read.dataIn());
        set("every_nth", "0");
        set("opts", "0");
        check("of reads that end early with GOOD the rest is read: " + outcome, outcome.isSuccess() && whole);
    }

    /** The kernel ends what the device never answers; its time-out is that of the command's class. */
    private static void silence(String address) throws Exception {
        ScsiDebug it = new ScsiDebug("dev_disk", address);
        set("opts", "4");
        set("every_nth", "1");
        long began = System.nanoTime();
        Outcome outcome = it.run("1e0000000000"); // one of those that are answered from memory
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
        set("every_nth", "0");
        set("opts", "0");
        check(
                "a command that is never answered ends, not before its time-out: " + outcome,
                seconds >= 9
                        && outcome.sense() != null
                        && outcome.sense().additional() == AdditionalSense.LOGICAL_UNIT_COMMUNICATION_TIME_OUT);
        for (int i = 0; i < 5 && !it.run("000000000000").isSuccess(); i++) {
            it.context.runAll();
        }
        check("and the device works on", Arrays.equals(DATA, it.read("28000000000000020000")));
        it.device.close();
    }

    private static void withoutMedium(String address) throws Exception {
        ScsiDebug it = new ScsiDebug("dev_disk_perf", address);
        check(
                "dev_disk_perf reads zeroes and writes nothing",
                Arrays.equals(new byte[DATA.length], it.read("28000000000000020000"))
                        && it.run("2a000000000000020000", new byte[DATA.length]).isSuccess());
        it.device.close();
        ScsiDebug real = new ScsiDebug("dev_disk", address);
        check("and the medium is as it was", Arrays.equals(DATA, real.read("28000000000000020000")));
        real.device.close();
    }

    /** Kinds of which scsi_debug has no more than the type. */
    private static void others(String address) throws Exception {
        Map<String, PeripheralDeviceType> kinds = Map.of(
                "dev_changer", PeripheralDeviceType.MEDIUM_CHANGER,
                "dev_modisk", PeripheralDeviceType.OPTICAL_MEMORY,
                "dev_processor", PeripheralDeviceType.PROCESSOR,
                "dev_raid", PeripheralDeviceType.STORAGE_ARRAY_CONTROLLER);
        for (Map.Entry<String, PeripheralDeviceType> kind : kinds.entrySet()) {
            become(address, kind.getValue().code());
            ScsiDebug it = new ScsiDebug(kind.getKey(), address);
            check(
                    kind.getKey() + " is what it says, and ready",
                    it.device.characteristics().type() == kind.getValue()
                            && it.run("000000000000").isSuccess());
            if (kind.getKey().equals("dev_modisk")) {
                check(
                        "of which blocks are read",
                        it.read("28000000000000000400").length == 4 * it.device.blockLength());
            }
            it.device.close();
        }
    }

    private void attentions(long blocks) throws Exception {
        context.told.clear();
        set("virtual_gb", "1");
        check(
                "a new capacity is told by the command that meets it",
                says(AdditionalSense.CAPACITY_DATA_HAS_CHANGED, "000000000000"));
        context.runAll();
        check(
                "and to all others, and learned",
                context.told.equals(List.of("all but A: CAPACITY_DATA_HAS_CHANGED")) && device.capacity() == 1L << 21);
        set("virtual_gb", "0");
        run("000000000000");
        context.runAll();
        check(
                "and the old one again",
                device.capacity() == blocks && run("000000000000").isSuccess());
    }

    private void reset() throws Exception {
        context.told.clear();
        CountDownLatch done = new CountDownLatch(1);
        String before = resets();
        device.reset(done::countDown);
        context.runAll();
        check(
                "a reset ends, and its unit attention condition stays here",
                done.await(30, TimeUnit.SECONDS) && run("000000000000").isSuccess() && context.told.isEmpty());
        check("and has reached the device", !resets().equals(before));
    }

    private static String resets() throws IOException {
        StringBuilder counted = new StringBuilder();
        try (DirectoryStream<Path> hosts = Files.newDirectoryStream(Path.of("/proc/scsi/scsi_debug"))) {
            for (Path host : hosts) {
                Matcher matcher = Pattern.compile("device=\\d+").matcher(Files.readString(host));
                counted.append(matcher.find() ? matcher.group() : "");
            }
        }
        return counted.toString();
    }

    private static Path entry(String address) {
        return Path.of("/sys/class/scsi_device", address, "device/delete");
    }

    private static void scan(String address) throws IOException {
        String host = address.substring(0, address.indexOf(':'));
        Files.writeString(Path.of("/sys/class/scsi_host/host" + host, "scan"), "- - -");
    }

    private void beat() {
        List.copyOf(beats).forEach(Runnable::run);
        context.runAll();
    }

    private static void hotPlug(String address) throws Exception {
        ScsiDebug it = new ScsiDebug("dev_disk", address);
        Files.writeString(entry(address), "1");
        check(
                "a disk that is taken out is NOT READY",
                it.run("28000000000000000100").sense().key() == SenseKey.NOT_READY);
        it.beat();
        check("and core knows", it.context.notReady != null && it.context.reason.contains("was taken out"));
        scan(address);
        for (int i = 0; i < 600 && it.context.notReady != null; i++) {
            it.beat();
            Thread.sleep(50);
        }
        check(
                "plugged in again it is served, with what it holds",
                it.context.notReady == null
                        && it.context.mediumChanges == 1
                        && Arrays.equals(DATA, it.read("28000000000000020000")));
        it.device.close();
    }

    /** Whoever comes second is told, in both orders. */
    private static void ownership(String type, String address, OpenFlag... flags) throws Exception {
        ScsiBus bus = new ScsiBus();
        new ScsiDebug(type, address).device.close();
        ScsiDevice found = bus.find(address);
        Path node = null;
        for (int i = 0; node == null && i < 600; i++) {
            List<Path> tapes = bus.tapeDevices(found);
            node = tapes.isEmpty() ? bus.blockDevice(found) : tapes.getFirst();
            Thread.sleep(50);
        }
        PassthroughDevice first = new ScsiDebug(type, address).device;
        String busy = "";
        try {
            LinuxFile.open(node, flags).close();
        } catch (LinuxException e) {
            busy = Errno.text(e.errno());
        }
        check(
                "nobody else gets " + node + " of a " + type + " that is served: " + busy,
                busy.equals(Errno.text(Errno.EBUSY)));
        String other = refusal(type, address);
        check("another target does not serve it: " + other, other.contains("another target of this machine serves it"));
        first.close();
        try (LinuxFile open = LinuxFile.open(node, flags)) {
            String why = refusal(type, address);
            check(
                    "a " + type + " of which " + open.path() + " is open is not served: " + why,
                    why.contains("this target has it open"));
        }
        try (LinuxFile generic = alone(bus.generic(found))) {
            String why = refusal(type, address);
            check("nor one that somebody has by " + generic.path() + ": " + why, why.contains("is in use"));
        }
        check("once that is closed, it is", refusal(type, address).isEmpty());
    }

    /** The kernel lets go of who had it before a moment after that has closed it. */
    private static LinuxFile alone(Path generic) throws Exception {
        for (int i = 0; ; i++) {
            try {
                return LinuxFile.open(generic, OpenFlag.READ_WRITE, OpenFlag.EXCLUSIVE, OpenFlag.NONBLOCK);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EBUSY || i == 200) {
                    throw e;
                }
                Thread.sleep(50);
            }
        }
    }

    private static String refusal(String type, String address) throws IOException {
        try {
            new ScsiDebug(type, address).device.close();
            return "";
        } catch (DeviceInUseException e) {
            return e.getMessage();
        }
    }

    /** All devices of the module have one type. */
    private static void become(String address, int type) throws Exception {
        Files.writeString(entry(address), "1");
        set("ptype", Integer.toString(type));
        scan(address);
        for (int i = 0; i < 600 && new ScsiBus().devices().isEmpty(); i++) {
            Thread.sleep(50);
        }
    }

    /** It is no more of a tape than its type; blocks are those of a disk. */
    private static void tape(String address) throws Exception {
        ScsiDebug it = new ScsiDebug("dev_tape", address);
        check(
                "a tape",
                it.device.characteristics().type() == PeripheralDeviceType.SEQUENTIAL_ACCESS
                        && it.device.capacity() == 0);
        check("is ready", it.run("000000000000").isSuccess());
        check("and rewinds", it.run("010000000000").isSuccess());
        it.device.close();
    }

    private static void drive(String address) throws Exception {
        ScsiDebug it = new ScsiDebug("dev_cdrom", address);
        check("a CD drive", it.device.characteristics().type() == PeripheralDeviceType.CD_DVD);
        check("that starts", it.run("1b0000000100").isSuccess());
        FakeCommand read = new FakeCommand(it.device, "28000000000000000400");
        Outcome outcome = read.await(it.context);
        check(
                "of which blocks are read: " + outcome,
                outcome.isSuccess() && read.dataIn().length == 4 * it.device.blockLength());
        it.device.close();
    }

    // Ways

    @Override
    public ScsiDevice find(String choice) throws IOException {
        return bus.find(choice);
    }

    @Override
    public ScsiGeneric open(ScsiDevice device, boolean blockGeneric, String name) throws IOException {
        return blockGeneric
                ? BsgDevice.open(
                        bus.blockGeneric(device),
                        bus.largestTransfer(device, 64 * 1024),
                        bus.entry(device),
                        bus.generic(device))
                : SgDevice.open(bus.generic(device), name);
    }

    @Override
    public Claim claim(ScsiDevice claimed, Duration patience) throws IOException {
        return DeviceClaim.take(
                bus.generic(claimed), () -> bus.blockDevice(claimed), () -> bus.tapeDevices(claimed), patience);
    }

    @Override
    public Beat everySecond(Runnable task) {
        beats.add(task);
        return () -> beats.remove(task);
    }
}
