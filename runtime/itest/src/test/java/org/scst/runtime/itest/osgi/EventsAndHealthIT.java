package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/** What an operator is told when something happens, and what the health checks say meanwhile. */
public class EventsAndHealthIT extends RunningProduct {
    private static final String INITIATOR = "iqn.2026-11.org.example:i1";

    private HeardEvents events;

    @Before
    public void listen() {
        events = new HeardEvents(context);
    }

    @After
    public void listenNoMore() {
        events.close();
    }

    private void assertHealth(String check, String status) throws Exception {
        String wanted = check + ": " + status;
        Eventually.found(
                60,
                wanted,
                () -> product.health(),
                health -> health.stream().anyMatch(line -> line.startsWith(wanted)));
    }

    @Test
    public void shouldTellOfALoginAndItsLogout() throws Exception {
        try (IscsiInitiator initiator = product.login(1)) {
            Event opened = events.await("org/scst/session/OPENED", Map.of("initiator", INITIATOR));
            assertEquals(TestHome.TARGET, opened.getProperty("target"));
            assertEquals(false, opened.getProperty("resumed"));
            assertTrue(String.valueOf(opened.getProperty("address")).startsWith("127.0.0.1:"));
            initiator.logout();
            events.await(
                    "org/scst/session/ENDED", Map.of("session", opened.getProperty("session"), "cause", "logged out"));
        }
        try (IscsiInitiator initiator = product.login(1)) {
            initiator.close();
            events.await("org/scst/session/ENDED", Map.of("initiator", INITIATOR, "cause", "connection lost"));
        }
    }

    /** By default Event Admin would give up for good on one that takes 5 s. */
    @Test
    public void shouldGoOnTellingAHandlerThatOnceTookLong() throws Exception {
        LinkedBlockingQueue<Event> heard = new LinkedBlockingQueue<>();
        AtomicBoolean slept = new AtomicBoolean();
        EventHandler slow = event -> {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(slept.getAndSet(true) ? 0 : 6);
            while (System.nanoTime() - end < 0) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
            heard.add(event);
        };
        ServiceRegistration<EventHandler> registration = context.registerService(
                EventHandler.class,
                slow,
                new Hashtable<>(Map.of(EventConstants.EVENT_TOPIC, "org/scst/session/OPENED")));
        try {
            for (int number = 0; number < 2; number++) {
                product.login(1).close();
                assertNotNull("login " + number, heard.poll(60, TimeUnit.SECONDS));
            }
        } finally {
            registration.unregister();
        }
    }

    @Test
    public void shouldTellWhoWasRefusedAndWhy() throws Exception {
        try (IscsiInitiator initiator = IscsiInitiator.login(product.portal(), "iqn.none\u001b[2J", INITIATOR, 1)) {
            fail("logged in as " + initiator);
        } catch (IOException refused) {
            Event event = events.await("org/scst/login/REFUSED", Map.of("initiator", INITIATOR));
            assertEquals("0x0203 NOT_FOUND", event.getProperty("status"));
            assertEquals("iqn.none?[2j", event.getProperty("target"));
            assertEquals("iscsi", event.getProperty("driver"));
            assertEquals("warning", event.getProperty("severity"));
        }
    }

    @Test
    public void shouldTellOfAFileThatIsLostAndBackAndBeCriticalMeanwhile() throws Exception {
        assertHealth("devices", "OK");
        Path image = home.folder().resolve("a.img");
        Path away = home.folder().resolve("away.img");
        Files.move(image, away);
        Event lost = events.await("org/scst/device/STORAGE_LOST", Map.of("device", "a"));
        assertTrue(String.valueOf(lost.getProperty("cause")).contains("a.img"));
        events.await("org/scst/device/NOT_READY", Map.of("device", "a", "state", "not ready"));
        assertHealth("devices", "CRITICAL Device a is not ready");
        Files.move(away, image);
        events.await("org/scst/device/STORAGE_FOUND", Map.of("device", "a"));
        events.await("org/scst/device/READY", Map.of("device", "a"));
        assertHealth("devices", "OK");
    }

    @Test
    public void shouldTellOfRefusedConfigurationAndThatNothingIsRefusedAnyMore() throws Exception {
        home.write(
                "org.scst.vdisk-b.cfg",
                "type = fileio",
                "filename = " + home.folder().resolve("b.img"),
                "thin_provisoned = yes");
        product.settle();
        Event refused = events.await("org/scst/configuration/REFUSED", Map.of("problem_count", 1L));
        String[] problems = (String[]) refused.getProperty("problems");
        assertTrue(problems[0], problems[0].startsWith("org.scst.vdisk-b.cfg:3: "));
        assertHealth("configuration", "WARNING org.scst.vdisk-b.cfg:3: ");
        home.disk("b", home.folder().resolve("b.img"));
        product.settle();
        events.await("org/scst/configuration/APPLIED", Map.of("problem_count", 0L));
        assertHealth("configuration", "OK");
    }

    @Test
    public void shouldTellOfAHandlerThatStopsAndComesBack() throws Exception {
        product.stop(Product.VDISK);
        events.await("org/scst/handler/LEFT", Map.of("handler", "org.scst.vdisk"));
        events.await("org/scst/device/NOT_READY", Map.of("device", "a", "state", "blocked"));
        assertHealth("bundles", "CRITICAL Bundle org.scst.vdisk is stopped");
        product.start(Product.VDISK);
        events.await("org/scst/handler/ARRIVED", Map.of("handler", "org.scst.vdisk"));
        events.await("org/scst/device/READY", Map.of("device", "a"));
        assertHealth("bundles", "OK");
        assertHealth("devices", "OK");
    }

    @Test
    public void shouldTellOfPortalsThatCloseAndOpenWithTheirDriver() throws Exception {
        String portal = "127.0.0.1:" + product.portal().getPort();
        product.stop(Product.LOCAL);
        product.stop(Product.ISCSI);
        events.await("org/scst/driver/LEFT", Map.of("driver", "iscsi"));
        events.await("org/scst/portal/CLOSED", Map.of("driver", "iscsi", "portal", portal));
        assertHealth("portals", "CRITICAL No target driver");
        product.start(Product.ISCSI);
        events.await("org/scst/driver/ARRIVED", Map.of("driver", "iscsi"));
        events.await("org/scst/portal/OPENED", Map.of("driver", "iscsi"));
        product.start(Product.LOCAL);
        assertHealth("portals", "OK");
    }

    @Test
    public void shouldTellOfAnUpdateAndKeepTheJournalOverOneOfCore() throws Exception {
        product.update(Product.VDISK);
        events.await("org/scst/bundle/UPDATED", Map.of("bundle", Product.VDISK));
        product.settle();
        List<Long> before = product.journalIds();
        product.update(Product.CORE);
        product.settle();
        List<Long> after = product.journalIds();
        assertTrue(after + " after " + before, after.containsAll(before) && after.size() > before.size());
        for (int i = 1; i < after.size(); i++) {
            assertEquals(after.toString(), after.get(i - 1) + 1, (long) after.get(i));
        }
    }
}
