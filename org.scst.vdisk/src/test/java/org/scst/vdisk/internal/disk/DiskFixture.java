package org.scst.vdisk.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.scsi.AdditionalSense;
import org.scst.core.scsi.Outcome;
import org.scst.core.scsi.SenseKey;
import org.scst.core.scsi.Status;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.core.store.StoreDefaults;
import org.scst.core.store.StoreFactory;
import org.scst.vdisk.internal.configuration.DeviceProperties;
import org.scst.vdisk.internal.configuration.DiskSettings;

/** A disk of 2 MiB over a store in memory, configured by {@code key=value} pairs. */
final class DiskFixture {
    static final int SIZE = 2 << 20;
    final FakeDeviceContext context;
    final MemoryStore store;
    final Disk disk;

    DiskFixture(String... properties) throws IOException {
        this(new FakeDeviceContext(), properties);
    }

    /** Opened anew, with what core has kept. */
    DiskFixture(FakeDeviceContext context, String... properties) throws IOException {
        this(context, new MemoryStore(SIZE).patterned(), properties);
    }

    /** Opened anew over the same store. */
    DiskFixture(FakeDeviceContext context, MemoryStore store, String... properties) throws IOException {
        this.context = context;
        this.store = store;
        DeviceConfiguration configuration = configuration(properties);
        DiskSettings settings = DiskSettings.read(
                configuration.name(),
                new DeviceProperties(configuration.properties()),
                "fileio",
                StoreDefaults.OF_FILES);
        disk = Disk.open(settings, new MemoryStores(store), configuration, context, task -> () -> {}, () -> {});
    }

    static DeviceConfiguration configuration(String... properties) {
        Map<String, String> map = new HashMap<>();
        for (String property : properties) {
            String[] pair = property.split("=", 2);
            map.put(pair[0], pair[1]);
        }
        return new DeviceConfiguration("disk1", map, new DeviceConfiguration.Identity("serial", 1, "id"));
    }

    FakeDeviceCommand command(String cdb, byte... dataOut) {
        return FakeDeviceCommand.of(disk, cdb, dataOut);
    }

    /** Runs a command to its end; its Data-In is forgotten. */
    Outcome run(String cdb, byte... dataOut) {
        FakeDeviceCommand command = command(cdb, dataOut);
        try {
            return command.run(context);
        } finally {
            command.release();
        }
    }

    /** Runs a command that must end GOOD and gives its Data-In. */
    byte[] in(String cdb) {
        FakeDeviceCommand command = command(cdb);
        assertEquals(Outcome.GOOD, command.run(context));
        return command.dataIn();
    }

    static void assertSense(Outcome outcome, SenseKey key, AdditionalSense additional) {
        assertEquals(Status.CHECK_CONDITION, outcome.status(), outcome.toString());
        assertEquals(key, outcome.sense().key(), outcome.toString());
        assertEquals(additional, outcome.sense().additional(), outcome.toString());
    }

    private record MemoryStores(MemoryStore store) implements StoreFactory {
        @Override
        public String kind() {
            return "fileio";
        }

        @Override
        public BackingStore open(StoreConfiguration configuration, StoreContext context) {
            store.context = context;
            return store;
        }
    }
}
