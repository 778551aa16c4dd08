package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.scst.core.admin.ConfigurationFiles;
import org.scst.core.admin.ConfigurationFiles.ChangeReport;
import org.scst.core.admin.ConfigurationFiles.Edit;
import org.scst.core.admin.ConfigurationFiles.FileProblem;

/** Files in {@code etc/} and what the shipped bundles make of them: Metatype, Config Admin and inotify are the real ones. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ConfigurationIT {
    private static final String BUNDLE = "org.scst.runtime.configuration";

    @Inject
    private BundleContext context;

    @Inject
    private ConfigurationAdmin configurationAdmin;

    private Path etc;

    @Configuration
    public Option[] shippedBundles() {
        TestHome.fresh("configuration");
        return new Option[] {ShippedBundles.shipped("configuration")};
    }

    @Before
    public void emptyFolder() throws Exception {
        etc = Path.of(System.getProperty("scst.etc"));
        try (Stream<Path> files = Files.list(etc)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        awaitHeld(0);
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(etc.resolve(file), content);
    }

    /** How many objects Config Admin holds that came from files. */
    private int held() throws Exception {
        org.osgi.service.cm.Configuration[] all = configurationAdmin.listConfigurations("(scst.file=*)");
        return all == null ? 0 : all.length;
    }

    private ConfigurationFiles files() {
        ServiceReference<ConfigurationFiles> reference = context.getServiceReference(ConfigurationFiles.class);
        return context.getService(reference);
    }

    private boolean isOffered() {
        return context.getServiceReference(ConfigurationFiles.class) != null;
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        Eventually.within(60, what, condition);
    }

    private void awaitHeld(int objects) throws Exception {
        Eventually.found(30, objects + " objects", this::held, held -> held == objects);
    }

    @Test
    public void shouldHoldEveryFileOfABurstAndLoseEveryOneThatIsDeleted() throws Exception {
        for (int i = 0; i < 500; i++) {
            write("org.scst.vdisk-d" + i + ".cfg", "type = nullio\nsize = 1M\n");
        }
        awaitHeld(500);
        for (int i = 0; i < 500; i++) {
            Files.delete(etc.resolve("org.scst.vdisk-d" + i + ".cfg"));
        }
        awaitHeld(0);
    }

    @Test
    public void shouldCheckFilesAgainstTheDescriptionsOfTheShippedBundles() throws Exception {
        write("org.scst.vdisk-a.cfg", "type = nullio\n\nthin_provisoned = yes\n");
        await("a problem", () -> !files().problems().isEmpty());
        FileProblem problem = files().problems().getFirst();
        assertEquals("org.scst.vdisk-a.cfg", problem.file());
        assertEquals(3, problem.line());
        assertEquals("did you mean \"thin_provisioned\"?", problem.cure());
        assertEquals(0, held());
    }

    @Test
    public void shouldReturnFromAChangeWhenCoreHasItInForce() throws Exception {
        Map<String, Optional<String>> values = Map.of("type", Optional.of("nullio"), "size", Optional.of("1M"));
        Edit edit = new Edit("org.scst.vdisk", "made", Edit.Kind.CREATE, values, "made by a test");
        ChangeReport report =
                files().change(List.of(edit)).toCompletableFuture().get(30, TimeUnit.SECONDS);
        assertEquals(List.of(), report.problems());
        assertTrue(Files.readString(etc.resolve("org.scst.vdisk-made.cfg")).startsWith("# made by a test\n"));
        assertEquals(1, held());
    }

    @Test
    public void shouldKeepWhatHoldsWhileItsBundleIsAwayAndCatchUpWhenItIsBack() throws Exception {
        write("org.scst.vdisk-a.cfg", "type = nullio\nsize = 1M\n");
        write("org.scst.vdisk-b.cfg", "type = nullio\nsize = 1M\n");
        awaitHeld(2);
        Bundle bundle = new Product(context).bundle(BUNDLE);
        bundle.stop();
        Files.delete(etc.resolve("org.scst.vdisk-b.cfg"));
        write("org.scst.vdisk-c.cfg", "type = nullio\nsize = 1M\n");
        write("org.scst.vdisk-d.cfg", "type = nullio\nsize = 1M\n");
        assertEquals(2, held());
        bundle.start();
        await("the service", this::isOffered);
        awaitHeld(3);
        bundle.update();
        await("the service", this::isOffered);
        write("org.scst.vdisk-e.cfg", "type = nullio\nsize = 1M\n");
        awaitHeld(4);
    }

    @Test
    public void shouldLeaveNoThreadBehind() throws Exception {
        Bundle bundle = new Product(context).bundle(BUNDLE);
        bundle.stop();
        await("the end of its threads", () -> ownThreads() == 0);
        bundle.start();
        await("the service", this::isOffered);
        await("its threads", () -> ownThreads() == 2);
    }

    private static long ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("scst-configuration"))
                .count();
    }
}
