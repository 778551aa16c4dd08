package org.scst.vdisk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.scst.core.device.ConfigurationException;
import org.scst.core.device.DeviceConfiguration;
import org.scst.vdisk.internal.disk.FakeDeviceContext;
import org.scst.vdisk.store.BackingStore;
import org.scst.vdisk.store.StoreConfiguration;
import org.scst.vdisk.store.StoreContext;
import org.scst.vdisk.store.StoreFactory;

class VirtualDisksTest {

    private record Other(String kind) implements StoreFactory {
        @Override
        public BackingStore open(StoreConfiguration configuration, StoreContext context) {
            throw new UnsupportedOperationException("never opened here");
        }
    }

    @Test
    void shouldOfferItsOwnKindsAndThoseOfOtherBundles() {
        assertEquals(Set.of("fileio", "nullio"), new VirtualDisks(List.of(), new OpenDisks()).kinds());
        assertEquals(
                Set.of("fileio", "nullio", "rbd"),
                new VirtualDisks(List.of(new Other("rbd")), new OpenDisks()).kinds());
    }

    @Test
    void shouldNotLetAnotherBundleReplaceItsOwnKinds() {
        VirtualDisks disks = new VirtualDisks(List.of(new Other("fileio")), new OpenDisks());
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
                "disk1", Map.of("type", "blockio"), new DeviceConfiguration.Identity("serial", 1, "id"));

        ConfigurationException problem = assertThrows(
                ConfigurationException.class,
                () -> new VirtualDisks(List.of(), new OpenDisks()).open(configuration, null));

        assertTrue(problem.cure().contains("fileio, nullio"));
    }
}
