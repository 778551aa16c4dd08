package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.After;
import org.junit.Test;
import org.scst.runtime.itest.initiator.Cdbs;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/** Configuration files change under a live session, which sees what it must and nothing else. */
public class FilesOfALiveSessionIT extends RunningProduct {
    @After
    public void beAsBefore() throws Exception {
        home.target("lun.0 = a", "lun.1 = b");
        product.settle();
    }

    @Test
    public void shouldShowANewLunToALiveSessionAndTakeItAwayAgain() throws Exception {
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(0);
            assertEquals(List.of(0, 1), luns(initiator));
            home.disk("extra", home.image("extra")).target("lun.0 = a", "lun.1 = b", "lun.7 = extra");
            product.settle();
            assertEquals(List.of("6/3f/0e"), initiator.clearAttentions(0));
            assertEquals(List.of(0, 1, 7), luns(initiator));
            assertEquals(List.of("6/29/00"), initiator.clearAttentions(7));
            byte[] data = new byte[Cdbs.BLOCK];
            data[0] = 7;
            assertTrue(initiator.write(7, 3, data).good());
            assertArrayEquals(data, initiator.read(7, 3, 1));

            home.target("lun.0 = a", "lun.1 = b");
            home.delete("org.scst.vdisk-extra.cfg");
            product.settle();
            assertEquals(List.of("6/3f/0e"), initiator.clearAttentions(0));
            assertEquals(List.of(0, 1), luns(initiator));
            assertEquals(
                    "5/25/00", initiator.command(7, Cdbs.testUnitReady(), 0).senseCode());
            Eventually.within(60, "the device whose file is gone is gone", () -> {
                product.settle();
                return product.devices().size() == 2;
            });
            initiator.logout();
        }
    }

    @Test
    public void shouldReportABrokenFileWithItsLineAndChangeNothing() throws Exception {
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(0);
            List<String> devices = product.devices();
            home.write(
                    "org.scst.vdisk-a.cfg",
                    "type = fileio",
                    "filename = " + home.folder().resolve("a.img"),
                    "thin_provisoned = yes");
            product.settle();
            List<String> problems = product.problems();
            assertTrue(problems.toString(), problems.stream().anyMatch(it -> it.startsWith("org.scst.vdisk-a.cfg:3 ")));
            assertEquals(devices, product.devices());
            assertEquals(List.of(), initiator.clearAttentions(0));
            assertEquals(Cdbs.BLOCK, initiator.read(0, 0, 1).length);
            home.disk("a", home.folder().resolve("a.img"));
            product.settle();
            assertEquals(List.of(), product.problems());
            initiator.logout();
        }
    }

    @Test
    public void shouldNotLetTwoDevicesWriteToOneFileAndNameTheHolder() throws Exception {
        home.disk("second", home.folder().resolve("a.img"));
        product.settle();
        Eventually.within(
                60,
                "the second device names the first",
                () -> product.devices().stream()
                        .anyMatch(device ->
                                device.startsWith("second: not ready") && device.contains(": a is its writer")));
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.clearAttentions(0);
            assertTrue(initiator.write(0, 0, new byte[Cdbs.BLOCK]).good());
            home.target("lun.0 = a", "lun.1 = b", "lun.2 = second");
            product.settle();
            initiator.clearAttentions(0);
            assertEquals(List.of("6/29/00", "2/04/00"), initiator.clearAttentions(2));
            initiator.logout();
        }
        home.target("lun.0 = a", "lun.1 = b");
        home.delete("org.scst.vdisk-second.cfg");
        Eventually.within(60, "the second device is gone", () -> {
            product.settle();
            return product.devices().size() == 2;
        });
    }

    private static List<Integer> luns(IscsiInitiator initiator) throws Exception {
        ByteBuffer data = ByteBuffer.wrap(
                initiator.command(0, Cdbs.reportLuns(1024), 1024).data());
        List<Integer> luns = new ArrayList<>();
        for (int at = 8; at < data.capacity(); at += 8) {
            luns.add((int) data.getShort(at));
        }
        return luns;
    }
}
