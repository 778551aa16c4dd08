package org.scst.vdisk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceConfiguration;
import org.scst.core.store.BackingStore;
import org.scst.core.store.StoreConfiguration;
import org.scst.core.store.StoreContext;
import org.scst.core.store.StoreFactory;
import org.scst.vdisk.internal.disk.FakeDeviceContext;
import org.scst.vdisk.internal.file.DescriptorWatches;

class VirtualDisksTest {

    private record Other(String kind) implements StoreFactory {
        @Override
        public BackingStore open(StoreConfiguration configuration, StoreContext context) {
            throw new UnsupportedOperationException("never opened here");
        }
    }

    @Test
    void shouldOfferItsOwnKindsAndThoseOfOtherBundles() {
        assertEquals(
                Set.of("fileio", "blockio", "vcdrom", "nullio"),
                new VirtualDisks(List.of(), new OpenDisks(), new DescriptorWatches()).kinds());
        assertEquals(
                Set.of("fileio", "blockio", "vcdrom", "nullio", "rbd"),
                new VirtualDisks(List.of(new Other("rbd")), new OpenDisks(), new DescriptorWatches()).kinds());
    }

    @Test
    void shouldNotLetAnotherBundleReplaceItsOwnKinds() {
        VirtualDisks disks = new VirtualDisks(List.of(new Other("fileio")), new OpenDisks(), new DescriptorWatches());
        DeviceConfiguration configuration =
                new DeviceConfiguration("disk1", Map.of(), new DeviceConfiguration.Identity("serial", 1, "id"));

        // The other one would have thrown something else: this one misses the name of a file.
        ConfigurationException problem =
                assertThrows(ConfigurationException.class, () -> disks.open(configuration, new FakeDeviceContext()));
        assertEquals("filename", problem.key());
    }

    @Test
    void shouldNameTheKindsThatItKnowsWhenAskedForAnother() {
        DeviceConfiguration configuration = new DeviceConfiguration(
                "disk1", Map.of("type", "tape"), new DeviceConfiguration.Identity("serial", 1, "id"));

        ConfigurationException problem = assertThrows(
                ConfigurationException.class,
                () -> new VirtualDisks(List.of(), new OpenDisks(), new DescriptorWatches()).open(configuration, null));

        assertTrue(problem.cure().contains("blockio, fileio, nullio, vcdrom"));
    }

    @Test
    void shouldNotServeTwoDisksWithOneSerialNumber() throws IOException {
        OpenDisks open = new OpenDisks();
        open.opened("disk1", "A1");
        open.opened("disk2", "");
        open.opened("disk3", "");

        ConfigurationException problem = assertThrows(ConfigurationException.class, () -> open.opened("disk4", "A1"));
        assertEquals("usn", problem.key());
        assertTrue(problem.getMessage().contains("disk1"));

        open.closed("A1");
        open.opened("disk4", "A1");
    }
}
