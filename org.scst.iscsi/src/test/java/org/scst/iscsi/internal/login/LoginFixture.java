package org.scst.iscsi.internal.login;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.scst.core.admin.SecretFolder;
import org.scst.core.target.LoginRefusal;
import org.scst.iscsi.internal.authentication.Authenticator;
import org.scst.iscsi.internal.connection.BadPeers;
import org.scst.iscsi.internal.connection.Connection;
import org.scst.iscsi.internal.connection.Phase;
import org.scst.iscsi.internal.discovery.Discovery;
import org.scst.iscsi.internal.isns.Admission;
import org.scst.iscsi.internal.memory.MemoryLimit;
import org.scst.iscsi.internal.target.DriverSettings;
import org.scst.iscsi.internal.target.FakeTargetPort;
import org.scst.iscsi.internal.target.IscsiTarget;
import org.scst.iscsi.internal.wire.WireChannel;
import org.scst.iscsi.internal.wire.WirePdu;

/** A driver with one target, and initiators that connect to it. */
final class LoginFixture implements LoginService, AutoCloseable {
    final List<LoginRefusal> refusals = new ArrayList<>();
    final List<String> granted = new ArrayList<>();
    static final String INITIATOR = "iqn.2026-11.org.example:initiator";
    static final String TARGET = "iqn.2026-11.org.example:san";
    static final long ISID = 0x400001370000L;

    /** T, from operational negotiation to full feature phase. */
    static final int OPERATIONAL_TO_FULL = 0x87;

    static final int SECURITY_TO_OPERATIONAL = 0x81;
    static final int SECURITY_TO_FULL = 0x83;

    final FakeTargetPort port = new FakeTargetPort(TARGET);
    final IscsiTarget target;
    final CompletableFuture<Boolean> gate = new CompletableFuture<>();
    LoginLimits limits = LoginLimits.DEFAULT;
    final BadPeers badPeers = WireChannel.badPeers();
    final LoginPlaces places = new LoginPlaces(() -> limits, badPeers.limits());
    final MemoryLimit memory = WireChannel.memory();
    /** Secrets are where the test puts them: {@link #secretsIn}. */
    Authenticator authenticator = secretsIn(Path.of("nowhere"));

    Connection connection;
    WireChannel wire;
    private final List<WireChannel> wires = new ArrayList<>();

    private final Map<String, IscsiTarget> targets = new HashMap<>();
    private final Discovery discovery = new Discovery(
            targets,
            () -> List.of(new InetSocketAddress("127.0.0.1", 3260)),
            () -> settings(),
            (name, initiator) -> admission(name, initiator) == Admission.ADMITTED);
    Admission admission = Admission.ADMITTED;
    DriverSettings settings = DriverSettings.DEFAULT;
    private int lastTsih = 6;

    LoginFixture() {
        this(Map.of());
    }

    LoginFixture(Map<String, String> properties) {
        target = FakeTargetPort.target(port, properties);
        targets.put(TARGET, target);
        connect();
    }

    /** An authenticator whose secrets are in this folder of configuration, read on the caller's thread. */
    static Authenticator secretsIn(Path etc) {
        return new Authenticator(new SecretFolder(etc), Runnable::run);
    }

    /** With the gate open. */
    static LoginFixture serving() {
        LoginFixture fixture = new LoginFixture();
        fixture.gate.complete(true);
        return fixture;
    }

    /** Another connection becomes the one that the test talks on. */
    WireChannel connect() {
        List<WireChannel> earlier = List.copyOf(wires);
        WireChannel begun = connectApart();
        earlier.forEach(begun::runsBeside);
        return begun;
    }

    /** The same, and the loops of the others do not run unless the test lets them. */
    WireChannel connectApart() {
        connection = new Connection(badPeers, memory, starting -> new LoginPhase(starting, this));
        wire = new WireChannel(new InetSocketAddress("127.0.0.1", 3260), connection);
        wires.add(wire);
        return wire;
    }

    /** A whole login in one request. */
    static WirePdu normal(String... more) {
        return WirePdu.login(
                OPERATIONAL_TO_FULL, ISID, 0, join(more, "InitiatorName=" + INITIATOR, "TargetName=" + TARGET));
    }

    static String[] join(String[] more, String... first) {
        String[] all = new String[first.length + more.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return all;
    }

    @Override
    public CompletionStage<Boolean> startGate() {
        return gate;
    }

    @Override
    public DriverSettings settings() {
        return settings;
    }

    @Override
    public Admission admission(String name, String initiatorName) {
        return admission;
    }

    @Override
    public IscsiTarget target(String name) {
        return targets.get(name);
    }

    @Override
    public LoginLimits loginLimits() {
        return limits;
    }

    @Override
    public LoginPlaces loginPlaces() {
        return places;
    }

    @Override
    public void loginRefused(LoginRefusal refusal) {
        refusals.add(refusal);
    }

    @Override
    public void loginGranted(String initiator, String name) {
        granted.add(initiator + " " + name);
    }

    @Override
    public Authenticator authenticator() {
        return authenticator;
    }

    @Override
    public int newTsih() {
        return ++lastTsih;
    }

    @Override
    public Phase discovery(Connection discovering, String initiatorName, Negotiated negotiated) {
        return discovery.begin(discovering, initiatorName, negotiated);
    }

    @Override
    public void close() {
        wires.forEach(WireChannel::close);
    }
}
