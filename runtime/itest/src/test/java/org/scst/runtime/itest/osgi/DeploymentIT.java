package org.scst.runtime.itest.osgi;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
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
import org.scst.runtime.deployment.Deployment;
import org.scst.runtime.deployment.DeploymentReport;
import org.scst.runtime.deployment.DeploymentReport.Outcome;
import org.scst.runtime.itest.initiator.IscsiInitiator;

/** Whatever is put into load/ or deployed, an initiator that works all the time is answered GOOD. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class DeploymentIT {
    private static final int SECONDS = 60;
    /** What an initiator may have to wait for an update of a handler. */
    private static final int PAUSE_SECONDS = 5;
    /** The class of the iSCSI driver that knows what one revision says to the next. */
    private static final String RECORD = "org/scst/iscsi/internal/session/ConnectionRecord.class";

    @Inject
    private BundleContext context;

    @Inject
    private Deployment deployment;

    private TestHome home;
    private Product product;
    private SteadyLoad load;
    private Path shippedVdisk;

    @Configuration
    public Option[] shippedBundles() {
        Path distribution = distribution(TestHome.fresh("deployment").withTwoDisks());
        return new Option[] {ShippedBundles.shipped("deployment", distribution)};
    }

    /** The product in a folder of the test's own, where it may be deleted. */
    private static Path distribution(TestHome home) {
        Path folder = home.folder().resolve("distribution");
        try {
            Files.createDirectories(folder.resolve("load"));
            for (String bundle : Product.BUNDLES) {
                Path jar = ShippedBundles.productJar(bundle);
                Files.copy(jar, folder.resolve("load").resolve(jar.getFileName()));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Before
    public void workOnASession() throws Exception {
        home = TestHome.ofThisFramework();
        shippedVdisk = ShippedBundles.productJar(Product.VDISK);
        product = new Product(context);
        product.settle();
        load = SteadyLoad.on(product, 1);
        load.awaitProgress();
    }

    @After
    public void leaveNoProblem() throws Exception {
        load.close();
        try (var jars = Files.newDirectoryStream(home.folder().resolve("load"), "*.jar")) {
            for (Path jar : jars) {
                String file = jar.getFileName().toString();
                // A driver's is the shipped one again.
                if (!file.equals(Product.VDISK + ".jar") && !file.equals(Product.ISCSI + ".jar")) {
                    Files.delete(jar);
                }
            }
        }
        byte[] jar = vdisk("1.0.0").bytes();
        ProductJar.put(jar, vdiskFile());
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(jar));
        Eventually.within(
                SECONDS,
                "this jar in force and no problem",
                () -> deployment.problems().isEmpty()
                        && deployment.bundles().stream()
                                .anyMatch(bundle ->
                                        bundle.name().equals(Product.VDISK) && digest.startsWith(bundle.content())));
    }

    private Path vdiskFile() {
        return home.folder().resolve("load").resolve(Product.VDISK + ".jar");
    }

    private ProductJar vdisk(String version) throws IOException {
        return new ProductJar(shippedVdisk).version(version);
    }

    private String version() {
        return product.bundle(Product.VDISK).getVersion().toString();
    }

    private DeploymentReport deploy(ProductJar jar) throws Exception {
        Path file = jar.into(home.folder().resolve("candidate.jar"));
        return deployment.deploy(file).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    private void awaitProblem(String cause) throws Exception {
        Eventually.within(
                SECONDS,
                "problem " + cause,
                () -> deployment.problems().stream()
                        .anyMatch(problem -> problem.cause().contains(cause)));
    }

    /** Puts a jar into load/ that is refused with this cause, and under which the handler goes on as it is. */
    private void assertRefusedUntouched(Path file, byte[] content, String cause) throws Exception {
        Bundle handler = product.bundle(Product.VDISK);
        long revision = handler.getLastModified();
        ProductJar.put(content, file);
        awaitProblem(cause);
        load.assertUndisturbed(PAUSE_SECONDS);
        assertEquals(revision, handler.getLastModified());
        assertEquals(Bundle.ACTIVE, handler.getState());
    }

    @Test
    public void shouldUpdateAHandlerByItsFileAndByOrderAndRollItBack() throws Exception {
        vdisk("2.0.0").into(vdiskFile());
        Eventually.within(SECONDS, "the update by file", () -> version().equals("2.0.0"));
        DeploymentReport report = deploy(vdisk("2.1.0"));
        assertEquals(report.toString(), Outcome.DEPLOYED, report.outcome());
        report = deployment.rollback(Product.VDISK).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        assertEquals(report.toString(), Outcome.DEPLOYED, report.outcome());
        assertEquals("2.0.0", version());
        load.assertUndisturbed(PAUSE_SECONDS);
    }

    @Test
    public void shouldGoOnUnderATruncatedJar() throws Exception {
        byte[] whole = vdisk("2.0.0").bytes();
        assertRefusedUntouched(vdiskFile(), Arrays.copyOf(whole, whole.length / 2), "no whole jar");
    }

    @Test
    public void shouldGoOnUnderAJarThatDoesNotResolve() throws Exception {
        ProductJar jar = vdisk("2.0.0");
        jar.header("Import-Package", jar.header("Import-Package") + ",org.example.missing");
        assertRefusedUntouched(vdiskFile(), jar.bytes(), "org.example.missing");
        assertEquals(Outcome.REFUSED, deploy(jar).outcome());
    }

    @Test
    public void shouldGoOnUnderASecondVersionBesideTheFirst() throws Exception {
        vdisk("2.0.0").into(vdiskFile());
        Eventually.within(SECONDS, "the first", () -> version().equals("2.0.0"));
        Path beside = home.folder().resolve("load/org.scst.vdisk-3.0.0.jar");
        assertRefusedUntouched(beside, vdisk("3.0.0").bytes(), "a second file of");
    }

    @Test
    public void shouldGoOnUnderForeignJarsAndRunThoseThatAreBundles() throws Exception {
        ProductJar library = vdisk("1").without("Bundle-SymbolicName");
        assertRefusedUntouched(home.folder().resolve("load/library.jar"), library.bytes(), "no bundle");
        ProductJar netty = vdisk("1").header("Bundle-SymbolicName", "io.netty.buffer");
        assertRefusedUntouched(home.folder().resolve("load/netty.jar"), netty.bytes(), "belongs to the platform");

        ProductJar store = new ProductJar(shippedVdisk)
                .header("Bundle-SymbolicName", "org.example.store")
                .without("Bundle-Activator")
                .without("Service-Component")
                .without("Export-Package")
                .without("Provide-Capability");
        DeploymentReport report = deploy(store);
        assertEquals(report.toString(), Outcome.DEPLOYED, report.outcome());
        assertEquals(Bundle.ACTIVE, product.bundle("org.example.store").getState());
        load.assertUndisturbed(PAUSE_SECONDS);
    }

    /** Takes the time that a revision is given to serve; commands wait for longer than that. */
    @Test
    public void shouldPutTheOldRevisionBackWhenTheNewOneOffersNoHandler() throws Exception {
        String before = version();
        DeploymentReport report = deploy(vdisk("2.0.0").without("Service-Component"));
        assertEquals(report.toString(), Outcome.ROLLED_BACK, report.outcome());
        assertTrue(report.cause(), report.cause().contains("org.scst.core.device.DeviceHandler"));
        assertEquals(before, version());
        load.assertUndisturbed(20);
    }

    /** Takes the time that a revision is given to serve. */
    @Test
    public void shouldKeepConnectionsWhenTheNewRevisionOfADriverDoesNotCome() throws Exception {
        DeploymentReport report = deploy(driver().without("Service-Component"));
        assertEquals(report.toString(), Outcome.ROLLED_BACK, report.outcome());
        assertTrue(report.cause(), report.cause().contains("org.scst.core.target.TargetDriver"));
        load.assertUndisturbed(PAUSE_SECONDS);
    }

    /** The fall-back of an update: a reconnect of each session, which finds again what core keeps for its nexus. */
    @Test
    public void shouldCostAReconnectWhenTheNewRevisionOfADriverRefusesWhatTheOldOneLeft() throws Exception {
        load.close();
        Reservation.assertKeptOver(
                connected -> dropping(driver().saying(RECORD, "version", "edition"), connected), product);
        Reservation.assertKeptOver(connected -> dropping(driver(), connected), product);
        load = SteadyLoad.on(product, 1);
    }

    private void dropping(ProductJar jar, IscsiInitiator... connected) throws Exception {
        Product.interrupting(() -> assertEquals(Outcome.DEPLOYED, deploy(jar).outcome()), connected);
    }

    private static ProductJar driver() throws IOException {
        return new ProductJar(ShippedBundles.productJar(Product.ISCSI));
    }

    /** Takes 20 s until the file counts as deleted, and 20 s for which commands wait. */
    @Test
    public void shouldAnswerNotReadyWhenTheJarIsTakenAwayAndRecoverWithIt() throws Exception {
        Files.deleteIfExists(vdiskFile());
        byte[] shipped = Files.readAllBytes(shippedVdisk);
        Files.delete(shippedVdisk);
        try {
            Eventually.within(
                    SECONDS,
                    "the uninstall",
                    () -> Arrays.stream(context.getBundles())
                            .noneMatch(bundle -> bundle.getSymbolicName().equals(Product.VDISK)));
            Eventually.within(SECONDS, "an answer", () -> !load.troubles().isEmpty());
            List<String> troubles = load.troubles();
            assertTrue(
                    troubles.toString(),
                    troubles.getFirst().contains("2/04/01")
                            || troubles.getFirst().contains("status 08"));
        } finally {
            ProductJar.put(shipped, shippedVdisk);
        }
        Eventually.within(
                SECONDS,
                "the handler",
                () -> product.devices().stream().allMatch(device -> device.contains(": ready")));
        load.close();
        load = SteadyLoad.on(product, 2);
        load.assertUndisturbed(PAUSE_SECONDS);
    }
}
