package org.scst.runtime.configuration.generation;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.description.Descriptions;
import org.scst.runtime.configuration.description.Validation;
import org.scst.runtime.configuration.dialect.Finding;
import org.scst.runtime.configuration.folder.FolderFile;
import org.scst.runtime.configuration.folder.FolderView;

/**
 * Decides which objects count. A file with an error does not: its object stays what it was, if it was anything. An object that
 * was taken on trust because no bundle described it does not stay when the description says that it is wrong.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
final class Evaluator {
    private final Descriptions descriptions;
    private final Validation validation;

    Evaluator(Descriptions descriptions, SecretFolder secrets) {
        this.descriptions = descriptions;
        this.validation = new Validation(descriptions, secrets);
    }

    /** A file whose name is one of an object. */
    private record Candidate(ObjectName name, FolderFile file) {}

    /**
     * What a file makes of its object, if nobody else has its names.
     *
     * @param former what the object was, and may stay
     */
    private record Judged(AcceptedObject object, Optional<AcceptedObject> former) {}

    /** Judges every file of the folder. */
    Evaluation evaluate(FolderView view, Evaluation before) {
        Set<String> all = new HashSet<>(view.files().keySet());
        before.objects().values().forEach(object -> all.add(object.file()));
        return evaluate(view, before, new Evaluation(), all);
    }

    /** Judges some files anew, and those that wait for a name which these may have given up. */
    Evaluation evaluate(FolderView view, Evaluation before, Set<String> files) {
        Set<String> affected = new HashSet<>(files);
        affected.addAll(before.contested());
        return evaluate(view, before, before.copy(), affected);
    }

    private Evaluation evaluate(FolderView view, Evaluation before, Evaluation evaluation, Set<String> affected) {
        List<Candidate> candidates = new ArrayList<>();
        for (String name : affected) {
            Optional<ObjectName> object = ObjectName.ofFile(name);
            evaluation.release(
                    name, object.map(before.objects()::get).map(this::claims).orElse(List.of()));
            FolderFile file = view.files().get(name);
            if (file != null && object.isPresent()) {
                candidates.add(new Candidate(object.get(), file));
            } else if (file != null) {
                evaluation.add(name, badName());
            }
        }
        List<Judged> judged = new ArrayList<>();
        candidates.forEach(candidate ->
                judge(candidate, view, before.objects(), evaluation).ifPresent(judged::add));
        settle(judged, evaluation);
        return evaluation;
    }

    /**
     * Gives each object the names that it claims. One that claims another name than before and cannot have it stays what it was; who
     * has taken its former name meanwhile cannot have that, so that all begin anew.
     */
    private void settle(List<Judged> judged, Evaluation evaluation) {
        Map<ObjectName, Finding> refused = new TreeMap<>();
        List<AcceptedObject> granted = grant(judged, refused, evaluation);
        for (int known = 0; known < refused.size(); ) {
            known = refused.size();
            granted.forEach(object -> evaluation.disclaim(claims(object), object.file()));
            granted = grant(judged, refused, evaluation);
        }
        granted.forEach(object -> evaluation.objects().put(object.name(), object));
        refused.forEach((name, conflict) -> evaluation.contest(name.file(), conflict));
    }

    /** Returns those that have their names; adds to those who do not have what they say. */
    private List<AcceptedObject> grant(List<Judged> judged, Map<ObjectName, Finding> refused, Evaluation evaluation) {
        List<AcceptedObject> granted = new ArrayList<>();
        for (Judged each : inOrder(judged, refused.keySet())) {
            ObjectName name = each.object().name();
            Optional<AcceptedObject> wanted = refused.containsKey(name) ? each.former() : Optional.of(each.object());
            wanted.ifPresent(object -> evaluation
                    .claim(claims(object), object.file())
                    .ifPresentOrElse(
                            owner -> refused.putIfAbsent(name, conflict(object, owner)), () -> granted.add(object)));
        }
        return granted;
    }

    /** Who was there first keeps the object, also when a file that sorts before it claims it too. */
    private List<Judged> inOrder(List<Judged> judged, Set<ObjectName> refused) {
        return judged.stream()
                .sorted(Comparator.<Judged, Boolean>comparing(
                                each -> !refused.contains(each.object().name()) && !staysNamed(each))
                        .thenComparing(each -> each.former().isEmpty())
                        .thenComparing(each -> each.object().name()))
                .toList();
    }

    private boolean staysNamed(Judged judged) {
        return judged.former().map(this::claims).equals(Optional.of(claims(judged.object())));
    }

    /** The properties as Config Admin is to hold them. */
    Map<String, String> canonical(AcceptedObject object) {
        return validation.canonical(object.name(), object.properties());
    }

    /** What a file says, or what its object stays; empty when there is neither. */
    private Optional<Judged> judge(
            Candidate candidate, FolderView view, SortedMap<ObjectName, AcceptedObject> before, Evaluation evaluation) {
        ObjectName name = candidate.name();
        FolderFile file = candidate.file();
        findings(candidate).forEach(finding -> evaluation.add(file.name(), finding));
        if (validation.namesSecret(file.text())) {
            evaluation.dependents().add(file.name());
        }
        Optional<AcceptedObject> former =
                Optional.ofNullable(before.get(name)).filter(object -> object.described() || !isDescribed(name));
        return evaluation.isBlocked(file.name())
                ? former.map(object -> new Judged(object, former))
                : Optional.of(new Judged(accepted(candidate, view, before), former));
    }

    private List<Finding> findings(Candidate candidate) {
        return candidate.file().findings().isEmpty()
                ? validation.findings(candidate.name(), candidate.file().text())
                : candidate.file().findings();
    }

    private AcceptedObject accepted(
            Candidate candidate, FolderView view, SortedMap<ObjectName, AcceptedObject> before) {
        ObjectName name = candidate.name();
        String file = candidate.file().name();
        Optional<String> formerName = view.renames().entrySet().stream()
                .filter(rename -> rename.getValue().equals(file))
                .flatMap(rename -> ObjectName.ofFile(rename.getKey()).stream())
                .filter(former -> former.pid().equals(name.pid()))
                .map(ObjectName::name)
                .findFirst()
                .or(() -> Optional.ofNullable(before.get(name)).flatMap(AcceptedObject::formerName));
        return new AcceptedObject(
                name,
                file,
                candidate.file().text().properties(),
                isDescribed(name),
                formerName,
                Optional.of(candidate.file().text()));
    }

    /** What no other file may say it is. */
    private List<String> claims(AcceptedObject object) {
        ObjectName name = object.name();
        return List.of(
                name.pid() + " file " + Normalizer.normalize(name.name(), Normalizer.Form.NFC),
                name.pid() + " name " + validation.publicName(name, object.properties()));
    }

    private boolean isDescribed(ObjectName name) {
        return descriptions.of(name.pid()).isPresent();
    }

    private Finding conflict(AcceptedObject object, String owner) {
        return Finding.error(
                object.line("name"),
                "\"" + validation.publicName(object.name(), object.properties()) + "\" is configured by " + owner
                        + " already",
                "remove one of the two files, or give this object another name");
    }

    static Finding badName() {
        return Finding.error(
                0,
                "the file's name is neither PID.cfg nor PID-NAME.cfg",
                "rename it; a PID has letters, digits, \".\" and \"_\"");
    }
}
